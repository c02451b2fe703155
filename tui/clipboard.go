package tui

import (
	"encoding/base64"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"
	"github.com/charmbracelet/x/ansi"
)

// maxEncoded is the longest payload that terminals take in OSC 52.
const maxEncoded = 74994

// copy puts a value onto the user's clipboard: through the terminal, and through
// the machine's own clipboard where the terminal is on this machine. What it tells is
// never more than is known: no terminal confirms OSC 52.
func (w *world) copy(what, value string) tea.Cmd {
	if value == "" {
		w.say(failed, what+" is empty: nothing was copied")
		return nil
	}
	if base64.StdEncoding.EncodedLen(len(value)) > maxEncoded {
		return w.tooLong(what, value)
	}
	w.lastCopy = copied{what, value}
	osc := tea.Raw(oscClipboard(value))
	sent := " sent to the terminal. Not there? B shows it bare"
	if w.inTmux() { // which drops it, unless it is told not to
		sent = " sent. tmux: set -g set-clipboard on; B shows it bare"
	}
	if !w.options.Local || clipboard.Unsupported {
		return tea.Batch(osc, w.tell(done, w.tellCopied(what, sent)))
	}
	// The terminal's answer never comes and the machine's tool may hang without a
	// display: what is certain is said first, the rest when it is known.
	copied, failed := w.tellCopied(what, " copied to this machine's clipboard"), w.tellCopied(what, sent)
	return tea.Batch(osc, w.tell(done, failed), func() tea.Msg {
		if clipboard.WriteAll(value) != nil {
			return w.told(done, failed)
		}
		return w.told(done, copied)
	})
}

// inTmux reports whether tmux stands between: of a served session only the name
// of its terminal is known.
func (w *world) inTmux() bool {
	term := w.options.getenv("TERM")
	return w.options.getenv("TMUX") != "" || strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen")
}

// oscClipboard is OSC 52, plain and wrapped for tmux: inside tmux one of the two
// arrives, depending on its settings; elsewhere the second is ignored.
func oscClipboard(value string) string {
	plain := ansi.SetSystemClipboard(value)
	return plain + ansi.TmuxPassthrough(plain)
}

// tooLong offers a file instead, where files of this machine are the user's.
func (w *world) tooLong(what, value string) tea.Cmd {
	text := fmt.Sprintf("%s is %d KB, too long for a terminal's clipboard", what, len(value)>>10)
	if !w.options.Local {
		w.say(failed, text+": use the command line to get it")
		return nil
	}
	return w.stack.open(newConfirm(w, text+".", "Save it to a file in the current directory?", func() tea.Cmd { return w.save(what, value) }))
}
