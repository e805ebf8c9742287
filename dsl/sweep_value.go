package dsl

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strconv"
	"strings"
)

// SweepValue is a value that a sweep sets, as tables and figures need it.
type SweepValue struct {
	Label string `json:"label"`
	// Number is the value itself where it is one, else NaN.
	Number Float `json:"number"`
}

var nan = Float(math.NaN())

func (v SweepValue) numeric() bool { return !math.IsNaN(float64(v.Number)) }

// longest is how long a label may be before it says less than a number.
const longest = 60

// sweepValue names v by what it is called, what it says of itself, or what it
// is. The label of what none of these tell is "".
func sweepValue(v reflect.Value) SweepValue {
	out := SweepValue{Number: number(v)}
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() == reflect.Func {
		out.Label = functionName(v)
		return out
	}
	switch x := v.Interface().(type) {
	case interface{ Name() string }:
		out.Label = x.Name()
	case fmt.Stringer:
		out.Label = x.String()
	default:
		if out.numeric() {
			out.Label = plainNumber(v)
		} else {
			out.Label = fmt.Sprint(x)
		}
	}
	if len(out.Label) > longest || strings.ContainsAny(out.Label, "\n\t") {
		out.Label = ""
	}
	return out
}

func number(v reflect.Value) Float {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	switch {
	case v.CanInt():
		return Float(v.Int())
	case v.CanUint():
		return Float(v.Uint())
	case v.CanFloat():
		return Float(v.Float())
	}
	return nan
}

// plainNumber spells 0.001 so, where fmt's %v would write small ones with an
// exponent only from 1e-05 on, and large ones from 1e+21.
func plainNumber(v reflect.Value) string {
	if !v.CanFloat() {
		return fmt.Sprint(v.Interface())
	}
	return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
}

// functionName is a declared function's name; a literal has none that its
// author gave it.
func functionName(v reflect.Value) string {
	if v.IsNil() {
		return "nil"
	}
	name := runtime.FuncForPC(v.Pointer()).Name()
	if i := strings.LastIndex(name, "."); i >= 0 {
		name = strings.TrimSuffix(name[i+1:], "-fm") // of a method value
	}
	if rest := strings.TrimLeft(strings.TrimPrefix(name, "func"), "0123456789"); rest == "" {
		return ""
	}
	return name
}
