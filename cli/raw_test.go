package cli

import (
	"bytes"
	"testing"
)

func TestRaw(t *testing.T) {
	var b bytes.Buffer
	w := Raw(&b)
	for _, part := range []string{"a\nb\r\n", "\n\n", "c\r", "\nd", ""} {
		if n, err := w.Write([]byte(part)); n != len(part) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	if want := "a\r\nb\r\n\r\n\r\nc\r\nd"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}
