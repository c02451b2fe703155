package cli

import (
	"bytes"
	"io"
)

// Raw writes onto a terminal in raw mode, where a line feed alone only goes down: each line
// ends with a carriage return, too, as a terminal in its usual mode adds it.
func Raw(to io.Writer) io.Writer { return &raw{to: to} }

type raw struct {
	to       io.Writer
	returned bool // the last byte was a carriage return
}

func (r *raw) Write(p []byte) (int, error) {
	b := make([]byte, 0, len(p)+bytes.Count(p, []byte("\n")))
	for _, c := range p {
		if c == '\n' && !r.returned {
			b = append(b, '\r')
		}
		b, r.returned = append(b, c), c == '\r'
	}
	if _, err := r.to.Write(b); err != nil {
		return 0, err
	}
	return len(p), nil
}
