// Package unix is the session driver that reaches an engine over its socket.
//
// It is made of system calls alone. Package net would do the same in fewer
// lines, but every cell links this package, and linking is what a cell costs.
//
// A request has a connection of its own:
//
//	client → 'H' Hello, 'Q' Request, 'B' the request's body
//	server → 'N' notice, 'P' progress, any number; then 'R' the reply or 'E' a session.Error
//
// Each is a frame: one byte that says which, four bytes of length, big-endian,
// and as many bytes. Closing the connection cancels the request. A connection
// that ends before R or E means that the engine died; whoever listens there
// starts another, the client sends the request again, and as requests name
// what they ask for by its content, the answer is the same.
package unix
