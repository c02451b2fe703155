// Package osc52 puts text onto the clipboard of the terminal that somebody looks at: by the
// sequence OSC 52, through the multiplexers that stand between. No terminal confirms it.
package osc52

import (
	"encoding/base64"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// maxEncoded is the longest payload that terminals take.
const maxEncoded = 74994

// screenChunk is how much of a sequence GNU Screen passes on at once: it keeps 768 bytes.
const screenChunk = 512

// Fits reports whether terminals take a text.
func Fits(text string) bool { return base64.StdEncoding.EncodedLen(len(text)) <= maxEncoded }

// Multiplexers are what may stand between a program and the terminal. Of one at the other end of an
// SSH connection only the name of its terminal is known, which both may have.
type Multiplexers struct{ Tmux, GNUScreen bool }

// Between tells them by the environment of whoever looks.
func Between(getenv func(string) string) Multiplexers {
	term := getenv("TERM")
	m := Multiplexers{Tmux: getenv("TMUX") != "" || strings.HasPrefix(term, "tmux"), GNUScreen: getenv("STY") != ""}
	if !m.Tmux && !m.GNUScreen && strings.HasPrefix(term, "screen") {
		m.GNUScreen = term == "screen" || strings.HasPrefix(term, "screen.")
		m.Tmux = !strings.HasPrefix(term, "screen.")
	}
	return m
}

// Sequence is OSC 52 with a text, plain, and wrapped for what stands between: depending on the
// settings of that, one of the forms arrives. With one inside of the other, it cannot be told which
// is the inner one: GNU Screen would write what is wrapped for tmux onto its screen, and tmux
// drops what is wrapped for GNU Screen.
func (m Multiplexers) Sequence(text string) string {
	plain := ansi.SetSystemClipboard(text)
	all := plain
	switch {
	case m.GNUScreen:
		all += ansi.ScreenPassthrough(plain, screenChunk)
	case m.Tmux:
		all += ansi.TmuxPassthrough(plain)
	}
	return all
}
