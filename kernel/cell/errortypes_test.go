package cell

import "testing"

// TestErrorTypes: errors have their own types again in cells that name them,
// even when cells between do not.
func TestErrorTypes(t *testing.T) {
	newLab(t).steps([]step{
		{"type tooLarge struct{ N, Most int; Of error }\nfunc (e *tooLarge) Error() string { return fmt.Sprint(e.N, \" is over \", e.Most) }\nfunc (e *tooLarge) Unwrap() error { return e.Of }\n" +
			"type code int\nfunc (c code) Error() string { return fmt.Sprint(\"code \", int(c)) }\nvar bad = errors.New(\"bad\")", "", ""},
		{"err := fmt.Errorf(\"while counting: %w\", &tooLarge{7, 5, bad})\n_, missing := os.Open(\"/nowhere/x\")\nvar plain error = code(3)", "", ""},
		{"n := 1\nerr != nil, missing, plain", "«true open /nowhere/x: no such file or directory code 3»", ""},
		{"both := []error{err, missing, plain}", "", ""},
		{"var e *tooLarge\nerrors.As(err, &e), e.Most, errors.Is(e, bad), err", "«true 5 true while counting: 7 is over 5»", ""},
		{"e, ok := errors.AsType[*tooLarge](both[0])\nok, e.N", "«true 7»", ""},
		{"var p *fs.PathError\nerrors.As(missing, &p), p.Op, p.Path, errors.Is(p, fs.ErrNotExist), p.Err == syscall.ENOENT", "«true open /nowhere/x true true»", ""},
		{"switch x := plain.(type) {\ncase code:\n\tfmt.Println(\"code\", int(x))\ndefault:\n\tfmt.Printf(\"%T\\n\", x)\n}", "code 3\n", ""},
		{"func mostOf(err error) int {\n\tvar e *tooLarge\n\tif errors.As(err, &e) {\n\t\treturn e.Most\n\t}\n\treturn -1\n}", "", ""},
		{"mostOf(both[0]), mostOf(both[1])", "«5 -1»", ""},
		{"errors.Is(both[0], bad), errors.Is(err, bad)", "«true true»", ""},
		{"type tooLarge struct{ N int }\nfunc (e *tooLarge) Error() string { return \"other\" }\nvar e *tooLarge\nerrors.As(err, &e), err", "«false while counting: 7 is over 5»", ""},
	})
}
