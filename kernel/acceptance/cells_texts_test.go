package acceptance

// texts: what a cell may look like.
var texts = []behaviour{
	{"an empty cell", []string{"", "", " \n\t\n", ""}},
	{"comments only", []string{"// nothing\n/* to see\nhere */", ""}},
	{"unicode", []string{"größe := \"ß€漢🙂\"\nΔx := 0.5", "", "größe, Δx, len([]rune(größe))", "ß€漢🙂 0.5 4"}},
	{"lines in a raw string that look like magics", []string{"s := `\n%%\n!ls\n%reset\n//gonb:%cd\npackage main`\nlen(strings.Split(s, \"\\n\"))", "6"}},
	{"a comment that looks like a magic", []string{"/*\n%%\n!ls\n*/\n1", "1"}},
	{"a user's //line", []string{"//line other.go:100\npanic(\"here\")", "panic: line 2: here"}},
	{"a name that begins with package", []string{"packageCount := 3", "", "packageCount", "3"}},
	{"a name that begins with func, type or import", []string{"function, types, imports := 1, 2, 3", "", "function + types + imports", "6"}},
	{"magics mixed with code", []string{"%%\nx := 2\nfmt.Println(x * 21)", "42"}},
	{"a shell command", []string{"!echo from the shell", "from the shell"}},
	{"a program of its own", []string{"func main() {\n\tfmt.Println(\"main\")\n}", "main"}},
	{"windows line ends", []string{"w := 1\r\nw + 1\r\n", "2"}},
	{"several statements a line", []string{"a := 1; b := 2; a + b", "3"}},
	{"a chain over lines", []string{"strings.NewReplacer(\n\t\"a\", \"b\",\n).\n\tReplace(\"aa\")", "bb"}},
	{"a very long line", []string{"strings.Count(\"" + long + "\", \"x\")", "5000"}},
	{"output without a line end", []string{"fmt.Print(\"no end\")", "no end"}},
	{"output is bytes", []string{"os.Stdout.Write([]byte(\"caf\\xc3\\xa9\\n\"))", "café"}},
	{"a string with what could be a frame", []string{"fmt.Println(\"\\x1b]fathom;x;display;2\\a{}\")", "\x1b]fathom;x;display;2\a{}"}},
	{"a mistake in the text names its place", []string{"x := (1 +\n", "SyntaxError: line 1: this ( is never closed"}},
	{"two mistakes", []string{"a := undefined1\nb := undefined2", "NameError: line 1: there is no undefined1 here"}},
}

var long = func() string {
	b := make([]byte, 5000)
	for i := range b {
		b[i] = 'x'
	}
	return string(b)
}()
