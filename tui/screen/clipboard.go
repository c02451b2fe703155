package screen

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/osc52"
	"gatehouse/tui/widget"
)

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
	if !osc52.Fits(x.Value) {
		return w.tooLong(x)
	}
	w.LastCopy = x
	between := osc52.Between(w.Options.getenv)
	osc := tea.Raw(between.Sequence(x.Value))
	sent := " sent to the terminal. Not there? B shows it bare"
	if between.Tmux { // which drops it, unless it is told not to
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
