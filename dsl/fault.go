package dsl

// Fault is e at the line of the user's code that is running: how the packages
// beside this one, such as figures and claims, say what does not fit.
func Fault(e Error) error { return here(e) }
