package assist

import "strings"

// magics are the commands that a line may begin with, and what they do: the
// front's own, then GoNB's.
var magics = []struct{ name, does string }{
	{"%vars", "list the variables that live on: name, type, size, a glance at the value"},
	{"%who", "list the names of variables and declarations"},
	{"%reset", "forget every variable and declaration"},
	{"%rm", "forget the named variables and declarations"},
	{"%time", "run the rest of the line, or the cell, and say how long it took"},
	{"%timeit", "run the rest of the line, or the cell, again and again and say how long a run takes"},
	{"%cd", "change the directory in which cells run"},
	{"%env", "set a variable of the environment: %env NAME VALUE"},
	{"%require", "use a module at a version: %require module@version"},
	{"%%", "GoNB: the rest of the cell is the body of func main"},
	{"%main", "GoNB: the rest of the cell is the body of func main"},
	{"%args", "GoNB: arguments of the program"},
	{"%autoget", "GoNB: fetch the modules that cells import"},
	{"%noautoget", "GoNB: fetch nothing"},
	{"%capture", "GoNB: write the cell's output to a file, too"},
	{"%exec", "GoNB: run a function with arguments"},
	{"%goflags", "GoNB: flags of go build"},
	{"%goworkfix", "GoNB: mend go.work after a change of go.mod"},
	{"%help", "GoNB: what it can do"},
	{"%ls", "GoNB: list what its cells declared"},
	{"%list", "GoNB: list what its cells declared"},
	{"%remove", "GoNB: forget a declaration"},
	{"%test", "GoNB: run the cell's tests"},
	{"%track", "GoNB: watch a directory of Go files"},
	{"%untrack", "GoNB: stop watching"},
	{"%version", "GoNB: its version"},
	{"%wasm", "GoNB: compile the cell for the browser"},
	{"%widgets", "GoNB: allow widgets"},
	{"%with_inputs", "GoNB: let the next shell command read input"},
	{"%with_password", "GoNB: let the next shell command read a password"},
	{"%write", "GoNB: write the cell to a file"},
}

// completeMagic goes on with a command, if the cursor is in one.
func completeMagic(text string, cursor int) (Completion, bool) {
	start := strings.LastIndexByte(text[:cursor], '\n') + 1
	word := text[start:cursor]
	if !strings.HasPrefix(word, "%") && !strings.HasPrefix(word, "!") {
		return Completion{}, false
	}
	if name, _, ok := strings.Cut(word, " "); ok {
		// What follows %time and %timeit is Go.
		return Completion{Start: cursor, End: cursor}, name != "%time" && name != "%timeit"
	}
	var all []Match
	for _, m := range magics {
		all = append(all, Match{Text: m.name, Kind: "magic", Signature: m.does})
	}
	return Completion{Matches: choose(all, word), Start: start, End: cursor}, true
}

// Magics lists the names of all commands.
func Magics() []string {
	var out []string
	for _, m := range magics {
		out = append(out, m.name)
	}
	return out
}

// magicAt documents the command at the cursor.
func magicAt(text string, cursor int) (Documentation, bool) {
	start := strings.LastIndexByte(text[:cursor], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	name, _, _ := strings.Cut(line, " ")
	for _, m := range magics {
		if m.name == name && cursor <= start+len(name) {
			return Documentation{Signature: m.name, Doc: m.does + "\n"}, true
		}
	}
	return Documentation{}, false
}
