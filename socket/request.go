package socket

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrNobody says that no instance answers at a socket.
var ErrNobody = errors.New("no instance answers")

// Request is what a caller wants to have run, and from where.
type Request struct {
	Args     []string `json:"args"`
	Dir      string   `json:"dir"`                // where relative paths start
	Environ  []string `json:"environ,omitempty"`  // see [TerminalEnvironment]
	Terminal bool     `json:"terminal,omitempty"` // the output is one
	Window   Window   `json:"window,omitzero"`    // of that terminal, to begin with
}

// Window is the size of a terminal in cells.
type Window struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

func (w Window) bytes() []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(min(w.Width, 1<<16-1)))
	return binary.BigEndian.AppendUint16(b, uint16(min(w.Height, 1<<16-1)))
}

func readWindow(b []byte) (Window, error) {
	if len(b) != 4 {
		return Window{}, fmt.Errorf("the size of a window has 4 bytes, not %d", len(b))
	}
	return Window{int(binary.BigEndian.Uint16(b)), int(binary.BigEndian.Uint16(b[2:]))}, nil
}

// What a caller may have of an environment: more is not looked at.
const (
	maxVariables = 64
	maxVariable  = 4 << 10
)

// terminalVariables say what a terminal can do, where it is, and in which language and
// zone somebody sits before it. One that ends in _ stands for all that begin so.
var terminalVariables = []string{
	"TERM", "TERM_", "COLORTERM", "COLORFGBG", "NO_COLOR", "CLICOLOR", "CLICOLOR_", "LANG", "LC_", "TZ",
	"TMUX", "STY", "SSH_CONNECTION", "SSH_TTY", "WT_SESSION", "KITTY_", "VTE_VERSION",
}

// TerminalEnvironment picks from an environment what a program that runs elsewhere has
// to know of the terminal it is seen on, and nothing else: an environment has secrets.
func TerminalEnvironment(environ []string) []string {
	var known []string
	for _, variable := range environ {
		name, _, _ := strings.Cut(variable, "=")
		wanted := func(of string) bool {
			return name == of || strings.HasSuffix(of, "_") && strings.HasPrefix(name, of)
		}
		if len(variable) <= maxVariable && len(known) < maxVariables && slices.ContainsFunc(terminalVariables, wanted) {
			known = append(known, variable)
		}
	}
	return known
}

// Terminal is what stands at the caller's end.
type Terminal struct {
	In       io.Reader // nil for none
	Out, Err io.Writer
	Windows  <-chan Window // the sizes it takes; nil if it has none

	// Copy puts a text onto the clipboard beside the terminal; nil if there is none.
	Copy func(text string) error
}

// Variable gives a variable of the caller's environment; the last one counts.
func (r Request) Variable(name string) string {
	for _, variable := range slices.Backward(r.Environ) {
		if value, ok := strings.CutPrefix(variable, name+"="); ok {
			return value
		}
	}
	return ""
}

// Handler runs what a caller asks for, and gives the exit code. Its context ends when the
// caller is gone.
type Handler func(ctx context.Context, c *Call) int
