// Package wire speaks Jupyter's messages over ZeroMQ, on both sides: as a
// kernel towards Jupyter, and as a client towards another kernel.
//
// A message is four JSON parts under one signature. What a client sent is kept
// byte for byte (Header.Raw is the parent of every answer, Content is decoded
// only by who asks for it), so that nothing this package does not know of is
// lost on the way through. A message whose signature is wrong does not get
// past a socket's Recv: it is counted and dropped.
package wire
