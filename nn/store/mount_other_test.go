//go:build !linux

package store

import "testing"

func smallDisk(t *testing.T, _ int) string {
	t.Skip("a full disk was not tried: small ones are mounted on Linux only")
	return ""
}

func bindReadOnly(t *testing.T, _ string) {
	t.Skip("a read-only store was not tried: root can write everywhere here")
}
