package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/atotto/clipboard"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"gatehouse/socket"
)

// attach shows the console of the instance that holds a data directory on the terminal of
// this process: keys go there, screens come back. When it ends, the instance goes on.
func (c *command) attach(ctx context.Context, data string) (code int, err error) {
	in, isIn := c.streams.In.(*os.File)
	out, isOut := c.streams.Out.(*os.File)
	if !isIn || !isOut || !isTerminal(in) || !isTerminal(out) {
		return 0, errors.New("its console needs a terminal: run gatehouse in one, or see gatehouse --help for what " +
			"works without")
	}
	request := c.request()
	request.Window = windowOf(out)
	windows, stop := watchWindow(out)
	defer stop()
	t := socket.Terminal{In: in, Out: out, Err: c.streams.Err, Windows: windows, Copy: c.clipboard()}
	if LinesOnly(c.streams.Getenv("TERM")) {
		t.In = nil // ctrl+c is all that there is to type
	} else {
		before, err := term.MakeRaw(int(in.Fd()))
		if err != nil {
			return 0, fmt.Errorf("the terminal does not let go of its lines: %w", err)
		}
		defer func() { err = cmp.Or(err, term.Restore(int(in.Fd()), before)) }()
	}
	code, err = socket.Ask(ctx, SocketFile(data), request, t)
	if errors.Is(err, socket.ErrNobody) {
		return 0, err
	}
	if err != nil || ctx.Err() != nil { // the console at the other end did not tidy up
		io.WriteString(out, tidy)
	}
	if ctx.Err() != nil {
		return Done, nil
	}
	return code, err
}

// tidy brings a terminal back on which a console was cut off: its main screen, its cursor,
// and neither mouse nor pasted text in a form that only a console reads.
const tidy = ansi.ResetModeAltScreenSaveCursor + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseButtonEvent +
	ansi.ResetModeMouseExtSgr + ansi.ResetModeBracketedPaste + ansi.ResetModeFocusEvent + ansi.DisableKittyKeyboard +
	ansi.SetModeTextCursorEnable + ansi.ResetStyle

// clipboard is that of this machine, if the terminal is on it.
func (c *command) clipboard() func(string) error {
	if c.streams.Getenv("SSH_CONNECTION") != "" || clipboard.Unsupported {
		return nil
	}
	return clipboard.WriteAll
}

// windowOf is the size of a terminal; nothing if it does not tell.
func windowOf(out *os.File) socket.Window {
	width, height, err := term.GetSize(int(out.Fd()))
	if err != nil {
		return socket.Window{}
	}
	return socket.Window{Width: width, Height: height}
}
