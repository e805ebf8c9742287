// Package weights reads the weights of networks that other frameworks trained.
//
// A network is the same in all of them; what differs is what its tensors are
// called, and in which order their axes stand. So a table says, for each kind
// of layer and each framework, where a tensor is and how it is turned; whoever
// loads says the layers' names.
package weights
