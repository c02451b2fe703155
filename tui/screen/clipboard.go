package screen

import (
	"encoding/base64"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"gatehouse/tui/widget"
)

// maxEncoded is the longest payload that terminals take in OSC 52.
const maxEncoded = 74994

// Copy puts a value onto the user's clipboard: through the terminal, and through
// the machine's own clipboard where the terminal is on this machine. What it tells is
// never more than is known: no terminal confirms OSC 52.
func (w *World) Copy(what, value string) tea.Cmd {
	if value == "" {
		w.Say(Failed, what+" is empty: nothing was copied")
		return nil
	}
	if base64.StdEncoding.EncodedLen(len(value)) > maxEncoded {
		return w.tooLong(what, value)
	}
	w.LastCopy = Copied{what, value}
	osc := tea.Raw(oscClipboard(value))
	sent := " sent to the terminal. Not there? B shows it bare"
	if w.inTmux() { // which drops it, unless it is told not to
		sent = " sent. tmux: set -g set-clipboard on; B shows it bare"
	}
	if w.Options.Clipboard == nil {
		return tea.Batch(osc, w.tell(Done, w.tellCopied(what, sent)))
	}
	// The terminal's answer never comes and the machine's tool may hang without a
	// display: what is certain is said first, the rest when it is known.
	copied, failed := w.tellCopied(what, " copied to this machine's clipboard"), w.tellCopied(what, sent)
	return tea.Batch(osc, w.tell(Done, failed), func() tea.Msg {
		if w.Options.Clipboard(value) != nil {
			return w.Told(Done, failed)
		}
		return w.Told(Done, copied)
	})
}

// inTmux reports whether tmux stands between: of a served session only the name
// of its terminal is known.
func (w *World) inTmux() bool {
	term := w.Options.getenv("TERM")
	return w.Options.getenv("TMUX") != "" || strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen")
}

// oscClipboard is OSC 52, plain and wrapped for tmux: inside tmux one of the two
// arrives, depending on its settings; elsewhere the second is ignored.
func oscClipboard(value string) string {
	plain := ansi.SetSystemClipboard(value)
	return plain + ansi.TmuxPassthrough(plain)
}

// tooLong offers a file instead, where files of this machine are the user's.
func (w *World) tooLong(what, value string) tea.Cmd {
	text := fmt.Sprintf("%s is %d KB, too long for a terminal's clipboard", what, len(value)>>10)
	if !w.Options.Local {
		w.Say(Failed, text+": use the command line to get it")
		return nil
	}
	return w.Stack.Open(NewConfirm(w, text+".", "Save it to a file in the current directory?",
		func() tea.Cmd { return w.Save(what, value) }))
}

// Copied is the last value that was copied, to be shown where it did not arrive.
type Copied struct{ What, Value string }

// tellCopied says what was copied, and what to do where it did not arrive, on one
// line of any window that the console is made for.
func (w *World) tellCopied(what, rest string) string {
	room := max(MinWidth, w.Stack.width) - 2 - widget.Width(rest)
	if room < 8 {
		return strings.TrimSpace(rest)
	}
	return widget.Cut(widget.Clean(what), room, w.Style.Glyph.More) + rest
}
