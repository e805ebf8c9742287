"""jupyter_kernel_test, which other languages' kernels are held to, with all of
its kinds of samples: none of its tests is skipped.

    python protocol.py
"""

import unittest

import jupyter_kernel_test


class FathomTests(jupyter_kernel_test.KernelTests):
    kernel_name = "fathom"
    language_name = "go"
    file_extension = ".go"

    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'fmt.Fprintln(os.Stderr, "something went wrong")'

    completion_samples = [
        {"text": "fmt.Printl", "matches": ["Println"]},
        {"text": "dsl.Input(28, 28).Flat", "matches": ["Flatten"]},
        {"text": "fallt", "matches": ["fallthrough"]},
        {"text": "zzzz", "matches": []},
    ]

    complete_code_samples = [
        "x := 1",
        'fmt.Println("hello")',
        "for i := range 3 {\n\tfmt.Println(i)\n}",
        "func f() int { return 1 }",
        "%vars",
        "// a comment",
        "",
    ]
    incomplete_code_samples = ["for i := range 3 {", "f(1,", "x :=", "s := `", "/* a comment"]
    invalid_code_samples = ["x := )", "}", "func 3()"]

    code_page_something = "fmt.Println?"
    code_generate_error = 'panic("oh no")'

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": 'strings.Repeat("ab", 2)', "result": "abab"},
        {"code": "[]int{1, 2, 3}", "result": "[1 2 3]"},
    ]
    code_display_data = [
        {"code": "dsl.Input(4).Dense(2).Summary()", "mime": "text/html"},
        {
            "code": 'show.Show(show.Bundle{Data: map[string]any{"image/svg+xml": "<svg/>"}})',
            "mime": "image/svg+xml",
        },
    ]

    code_history_pattern = "6 ?*"
    supported_history_operations = ("tail", "range", "search")

    code_inspect_sample = "fmt.Println"
    code_clear_output = "show.Clear(true)"


if __name__ == "__main__":
    unittest.main(verbosity=2)
