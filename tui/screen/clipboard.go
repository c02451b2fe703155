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

// Copy is CopyOut of what no command prints.
func (w *World) Copy(what, value string) tea.Cmd {
	return w.CopyOut(Copyable{What: what, Value: value})
}

// CopyOut puts a value onto the user's clipboard: through the terminal, and through
// the machine's own clipboard where the terminal is on this machine. What it tells is
// never more than is known: no terminal confirms OSC 52.
func (w *World) CopyOut(x Copyable) tea.Cmd {
	if x.Value == "" {
		w.Say(Failed, x.What+" is empty: nothing was copied")
		return nil
	}
	if base64.StdEncoding.EncodedLen(len(x.Value)) > maxEncoded {
		return w.tooLong(x)
	}
	w.LastCopy = x
	between := w.Options.between()
	osc := tea.Raw(between.clipboard(x.Value))
	sent := " sent to the terminal. Not there? B shows it bare"
	if between.tmux { // which drops it, unless it is told not to
		sent = " sent. tmux: set -g set-clipboard on; B shows it bare"
	}
	if w.Options.Clipboard == nil {
		return tea.Batch(osc, w.tell(Done, w.tellCopied(x.What, sent)))
	}
	// The terminal's answer never comes and the machine's tool may hang without a
	// display: what is certain is said first, the rest when it is known.
	copied, failed := w.tellCopied(x.What, " copied to this machine's clipboard"), w.tellCopied(x.What, sent)
	return tea.Batch(osc, w.tell(Done, failed), func() tea.Msg {
		if w.Options.Clipboard(x.Value) != nil {
			return w.Told(Done, failed)
		}
		return w.Told(Done, copied)
	})
}

// multiplexers are what may stand between the console and the terminal. Of one at the other
// end of an SSH connection only the name of its terminal is known, which both may have.
type multiplexers struct{ tmux, gnuScreen bool }

func (o Options) between() multiplexers {
	term := o.getenv("TERM")
	m := multiplexers{tmux: o.getenv("TMUX") != "" || strings.HasPrefix(term, "tmux"), gnuScreen: o.getenv("STY") != ""}
	if !m.tmux && !m.gnuScreen && strings.HasPrefix(term, "screen") {
		m.gnuScreen = term == "screen" || strings.HasPrefix(term, "screen.")
		m.tmux = !strings.HasPrefix(term, "screen.")
	}
	return m
}

// screenChunk is how much of a sequence GNU Screen passes on at once: it keeps 768 bytes.
const screenChunk = 512

// clipboard is OSC 52, plain, and wrapped for what stands between: depending on the settings
// of that, one of the forms arrives.
func (m multiplexers) clipboard(value string) string {
	plain := ansi.SetSystemClipboard(value)
	all := plain
	if m.tmux {
		all += ansi.TmuxPassthrough(plain)
	}
	if m.gnuScreen {
		all += ansi.ScreenPassthrough(plain, screenChunk)
	}
	return all
}

// tooLong offers a file where files of this machine are the user's, and the command that saves
// it on theirs elsewhere.
func (w *World) tooLong(x Copyable) tea.Cmd {
	text := fmt.Sprintf("%s is %d KB, too long to copy", x.What, len(x.Value)>>10)
	switch {
	case w.Options.Local:
		return w.Stack.Open(NewConfirm(w, text+".", "Save it to a file in the current directory?",
			func() tea.Cmd { return w.Save(x.What, x.Value) }))
	case x.Command == "":
		w.Say(Failed, text+": b in the copy menu shows it alone")
		return nil
	}
	how := Copyable{What: "How to save " + x.What, Value: w.CommandLine(x.Command) + " > " + fileName(x.What)}
	show := w.Nav.Alone(how)
	w.Say(Told, text+". This command saves it:")
	return show
}

// CommandLine is a command of gatehouse as whoever looks has to type it.
func (w *World) CommandLine(args string) string {
	if w.Options.Command == "" {
		return "gatehouse " + args
	}
	return w.Options.Command + " " + args
}

// tellCopied says what was copied, and what to do where it did not arrive, on one
// line of any window that the console is made for.
func (w *World) tellCopied(what, rest string) string {
	room := max(MinWidth, w.Stack.width) - 2 - widget.Width(rest)
	if room < 8 {
		return strings.TrimSpace(rest)
	}
	return widget.Cut(widget.Clean(what), room, w.Style.Glyph.More) + rest
}
