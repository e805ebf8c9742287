package assist

// keywords are what a word of the language itself is for.
var keywords = map[string]string{
	"break":       "break leaves the innermost for, switch or select, or the labelled one.\n",
	"case":        "case begins a branch of a switch or a select.\n",
	"chan":        "chan T is the type of a channel of T.\n",
	"const":       "const declares values that are known when the cell is compiled.\n",
	"continue":    "continue begins the next round of the innermost for, or of the labelled one.\n",
	"default":     "default is the branch of a switch or select that is taken when no other is.\n",
	"defer":       "defer calls a function when the surrounding function returns.\n",
	"else":        "else is what is done when the condition of an if does not hold.\n",
	"fallthrough": "fallthrough goes on with the next branch of a switch.\n",
	"for":         "for condition { … }, for i := range n { … }, for i, x := range slice { … }\n",
	"func":        "func begins a function: func name(x T) R { … }\n",
	"go":          "go calls a function beside what goes on.\n",
	"goto":        "goto jumps to a label.\n",
	"if":          "if condition { … } else { … }; a statement may come first: if err := f(); err != nil { … }\n",
	"import":      "import brings a package in. Packages of the standard library, and Fathom's own, need none in a cell.\n",
	"interface":   "interface { … } is the type of all values that have these methods.\n",
	"map":         "map[K]V is the type of maps from K to V.\n",
	"range":       "range goes over an integer, slice, map, string, channel or iterator.\n",
	"return":      "return leaves a function.\n",
	"select":      "select waits for the first of several channels.\n",
	"struct":      "struct { … } is the type of values made of these fields.\n",
	"switch":      "switch x { case a: … default: … }\n",
	"type":        "type declares a type.\n",
	"var":         "var declares variables; at the top level of a cell, x := value does the same.\n",
}
