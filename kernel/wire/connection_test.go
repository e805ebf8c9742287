package wire

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestParseConnection(t *testing.T) {
	ports := `"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5`
	for _, c := range []struct{ name, text, want string }{
		{"good", `{"ip":"127.0.0.1","key":"k","signature_scheme":"hmac-sha256",` + ports + `}`, ""},
		{"ipc", `{"transport":"ipc","ip":"/run/k",` + ports + `}`, ""},
		{"not JSON", `{`, "connection file"},
		{"transport", `{"transport":"udp","ip":"x",` + ports + `}`, `got "udp"`},
		{"scheme", `{"ip":"x","key":"k","signature_scheme":"hmac-md5",` + ports + `}`, "hmac-md5"},
		{"no address", `{` + ports + `}`, "ip"},
		{"no port", `{"ip":"x","shell_port":1}`, "iopub_port"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseConnection([]byte(c.text))
			if (err == nil) != (c.want == "") {
				t.Fatalf("error: got %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("error: want it to say %q, got %v", c.want, err)
			}
		})
	}
}

func TestConnectionFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kernel.json")
	want := Connection{Transport: "ipc", IP: "/run/k", Key: "k", Scheme: "hmac-sha256", Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5}
	if err := want.Write(path); err != nil {
		t.Fatal(err)
	}
	got, err := ReadConnection(path)
	if err != nil || got != want {
		t.Fatalf("want %+v, got %+v, %v", want, got, err)
	}
}
