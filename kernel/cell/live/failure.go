package live

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// fail ends the cell with an error that its line made, unless the error knows
// a better place.
func fail(err error, line int) {
	r := report(err)
	if r.Line == 0 {
		r.Cell, r.Line = hello.Cell, line
	}
	failWith(r)
}

func failWith(r stream.Report) {
	if hello.Mark == "" {
		fmt.Fprintln(os.Stderr, r.Value)
	}
	send(stream.Failure, r)
	os.Exit(1)
}

// report describes an error: by its Go type, and by the fields Cell and Line
// that Fathom's errors have, somewhere in its chain. One of theirs that nothing
// wraps also tells apart what is wrong and how to mend it.
func report(err error) stream.Report {
	r := stream.Report{Name: typeName(err), Value: err.Error()}
	if e, ok := err.(interface{ Report() (message, hint string) }); ok {
		r.Value, r.Hint = e.Report()
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		v := reflect.ValueOf(e)
		if v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct {
			continue
		}
		cell, line := v.FieldByName("Cell"), v.FieldByName("Line")
		if cell.IsValid() && line.IsValid() && cell.CanInt() && line.CanInt() && cell.Int() > 0 {
			r.Name, r.Cell, r.Line = typeName(e), int(cell.Int()), int(line.Int())
			break
		}
	}
	return r
}

// typeName is the Go type of an error as a person writes it; errors made of
// text alone are just errors.
func typeName(err error) string {
	s := strings.TrimPrefix(reflect.TypeOf(err).String(), "*")
	switch s {
	case "errors.errorString", "fmt.wrapError", "errors.joinError", "fmt.wrapErrors", "live.carriedError":
		return "error"
	}
	return strings.TrimPrefix(s, "main.")
}
