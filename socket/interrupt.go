package socket

import (
	"bytes"
	"io"
)

// AwaitInterrupt reads what is typed on a terminal in raw mode, and calls stop when that is ctrl+c,
// which such a terminal passes on as a character. It returns when the input ends.
func AwaitInterrupt(in io.Reader, stop func()) {
	const ctrlC = 0x03
	keys := make([]byte, 256)
	for {
		n, err := in.Read(keys)
		if bytes.IndexByte(keys[:n], ctrlC) >= 0 {
			stop()
		}
		if err != nil {
			return
		}
	}
}
