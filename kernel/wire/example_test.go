package wire_test

import (
	"errors"
	"fmt"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// A message that was not signed with the connection's key is not read at all.
func ExampleParse() {
	request, err := wire.New("kernel_info_request", nil, struct{}{})
	if err != nil {
		fmt.Println(err)
		return
	}
	frames, err := request.Frames([]byte("the key"))
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := wire.Parse([]byte("the key"), frames)
	fmt.Println(m.Header.Type, err)
	_, err = wire.Parse([]byte("another key"), frames)
	fmt.Println(errors.Is(err, wire.ErrSignature))
	// Output:
	// kernel_info_request <nil>
	// true
}
