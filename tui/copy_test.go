package tui

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestCopySendsBothFormsAndClaimsNoMore(t *testing.T) {
	d := drive(t, 80, 24).keys("j j enter y enter")
	want := base64.StdEncoding.EncodeToString([]byte("sess_01M8289X60HGGZYWQDTWCDJKGK"))
	if len(d.raw) != 1 || !strings.Contains(d.raw[0], "\x1b]52;c;"+want) ||
		!strings.Contains(d.raw[0], "\x1bPtmux;\x1b\x1b]52;c;"+want) {
		t.Errorf("written: %q", d.raw)
	}
	d.sees("session id sent to the terminal. Not there? B shows it bare")
	d.keys("B")
	if first, _, _ := strings.Cut(d.screen(), "\n"); first != "sess_01M8289X60HGGZYWQDTWCDJKGK" {
		t.Errorf("not alone at the first column: %q", first)
	}
}

// What to do where a copy does not arrive can be read on every window.
func TestCopyHintFits(t *testing.T) {
	for _, env := range [][]string{{"TERM=xterm"}, {"TERM=tmux-256color"}, {"TMUX=/tmp/tmux-0/default,1,0"},
		{"TERM=screen"}} {
		for _, size := range [][2]int{{60, 20}, {80, 24}, {160, 45}} {
			d := drive(t, size[0], size[1], func(o *Options) { o.Environ = env }).keys("j j enter m")
			d.sees("B shows it bare")
			if tmux := env[0] != "TERM=xterm"; tmux != strings.Contains(d.screen(), "set -g set-clipboard on") {
				t.Errorf("%v at %v:\n%s", env, size, d.screen())
			}
		}
	}
}

// A message stands alone, so that it can be selected without the frame.
func TestMessageStandsAlone(t *testing.T) {
	d := drive(t, 80, 24).keys("j j enter b")
	message := d.detail(2).Explanation.Admin
	for _, l := range strings.Split(d.screen(), "\n") {
		if strings.ContainsAny(l, "│╭") || strings.HasPrefix(l, "  ") && !strings.Contains(l, "copy") {
			t.Errorf("beside the message: %q", l)
		}
	}
	if shown := strings.Join(strings.Fields(d.screen()), " "); !strings.Contains(shown,
		strings.Join(strings.Fields(message), " ")) {
		t.Errorf("%q is not whole in\n%s", message, d.screen())
	}
}

func TestCopyOfTooMuch(t *testing.T) {
	d := drive(t, 80, 24)
	d.drain(d.Copy("response", strings.Repeat("x", 80_000)))
	if len(d.raw) != 0 {
		t.Error("it was sent to the terminal")
	}
	d.sees("too long for a terminal's clipboard")
	d.Options.Local = true
	d.drain(d.Copy("response", strings.Repeat("x", 80_000)))
	d.sees("Save it to a file")
	d.keys("enter") // the default is no
	d.missesText("Save it to a file")
}

func TestMessageForTheAdmin(t *testing.T) {
	d := drive(t, 80, 24).keys("j j enter m")
	if len(d.raw) != 1 {
		t.Fatalf("written: %q", d.raw)
	}
	encoded := strings.TrimPrefix(strings.Split(d.raw[0], "\a")[0], "\x1b]52;c;")
	text, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || !strings.Contains(string(text), "Okta") {
		t.Errorf("%q, %v", text, err)
	}
}
