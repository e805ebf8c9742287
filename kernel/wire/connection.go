package wire

import (
	"encoding/json"
	"fmt"
	"os"
)

// Connection is the content of a connection file: where a kernel's five
// sockets are, and the key that signs its messages.
type Connection struct {
	Transport  string `json:"transport"` // "tcp" or "ipc"
	IP         string `json:"ip"`        // with ipc, the start of a path
	Key        string `json:"key"`       // empty: messages are not signed
	Scheme     string `json:"signature_scheme"`
	Shell      int    `json:"shell_port"`
	IOPub      int    `json:"iopub_port"`
	Stdin      int    `json:"stdin_port"`
	Control    int    `json:"control_port"`
	Heartbeat  int    `json:"hb_port"`
	KernelName string `json:"kernel_name,omitempty"`
}

// ReadConnection reads and checks a connection file.
func ReadConnection(path string) (Connection, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Connection{}, fmt.Errorf("wire: connection file: %w; start the kernel from Jupyter, which writes it", err)
	}
	c, err := ParseConnection(data)
	if err != nil {
		return c, fmt.Errorf("%w (in %s)", err, path)
	}
	return c, nil
}

// ParseConnection decodes and checks the content of a connection file.
func ParseConnection(data []byte) (Connection, error) {
	var c Connection
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("wire: connection file: %w; want the JSON that Jupyter writes", err)
	}
	if c.Transport == "" {
		c.Transport = "tcp"
	}
	if c.Transport != "tcp" && c.Transport != "ipc" {
		return c, fmt.Errorf("wire: connection file: transport; want tcp or ipc, got %q", c.Transport)
	}
	if c.Key != "" && c.Scheme != "" && c.Scheme != "hmac-sha256" {
		return c, fmt.Errorf("wire: connection file: signature_scheme; want hmac-sha256, got %q", c.Scheme)
	}
	if c.IP == "" {
		return c, fmt.Errorf("wire: connection file: ip; want an address, got none")
	}
	for _, p := range []struct {
		name string
		port int
	}{{"shell_port", c.Shell}, {"iopub_port", c.IOPub}, {"stdin_port", c.Stdin}, {"control_port", c.Control}, {"hb_port", c.Heartbeat}} {
		if p.port <= 0 || c.Transport == "tcp" && p.port > 65535 {
			return c, fmt.Errorf("wire: connection file: %s; want a port, got %d", p.name, p.port)
		}
	}
	return c, nil
}

// Write writes the connection file, readable by its owner only: it holds the key.
func (c Connection) Write(path string) error {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("wire: connection file: %w", err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return fmt.Errorf("wire: connection file: %w", err)
	}
	return nil
}

// address gives the endpoint of one of the five sockets as ZeroMQ names it.
func (c Connection) address(port int) string {
	if c.Transport == "ipc" {
		return fmt.Sprintf("ipc://%s-%d", c.IP, port)
	}
	return fmt.Sprintf("tcp://%s:%d", c.IP, port)
}

// closeToOthers keeps other users from an ipc socket. What is published there
// is signed, but not secret.
func (c Connection) closeToOthers(port int) error {
	if c.Transport != "ipc" {
		return nil
	}
	return os.Chmod(fmt.Sprintf("%s-%d", c.IP, port), 0o600)
}
