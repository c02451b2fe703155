package tui

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"gatehouse/tui/screen"
)

// A copy is sent in the forms that can pass what stands between the console and the terminal, as far
// as its environment tells.
func TestCopySendsEachFormThatCanPass(t *testing.T) {
	const id = "sess_01M8289X60HGGZYWQDTWCDJKGK"
	osc := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(id)) + "\a"
	tmux, gnuScreen := "\x1bPtmux;\x1b"+osc+"\x1b\\", "\x1bP"+osc+"\x1b\\"
	for environ, want := range map[string]string{
		"TERM=xterm-256color":                       osc,
		"TERM=tmux-256color":                        osc + tmux,
		"TERM=xterm TMUX=/tmp/tmux-0/default,1,0":   osc + tmux,
		"TERM=screen-256color":                      osc + tmux,
		"TERM=screen.xterm-256color":                osc + gnuScreen,
		"TERM=screen":                               osc + gnuScreen,
		"TERM=screen STY=42.pts-0.host":             osc + gnuScreen,
		"TERM=screen TMUX=/tmp/tmux-0/default,1,0":  osc + tmux,
		"TERM=screen STY=42.pts-0.host TMUX=/tmp/t": osc + gnuScreen,
	} {
		d := drive(t, 80, 24, func(o *setup) { o.Environ = strings.Fields(environ) }).keys("j j enter y enter")
		if len(d.raw) != 1 || d.raw[0] != want {
			t.Errorf("%s: written %q, want %q", environ, d.raw, want)
		}
		d.sees("B shows it bare").keys("B")
		if first, _, _ := strings.Cut(d.screen(), "\n"); first != id {
			t.Errorf("not alone at the first column: %q", first)
		}
	}
}

// GNU Screen passes on no more than 768 bytes at once.
func TestCopyThroughScreenIsChunked(t *testing.T) {
	d := drive(t, 80, 24, func(o *setup) { o.Environ = []string{"TERM=screen", "STY=42.pts-0.host"} })
	d.drain(d.Copy("text", strings.Repeat("long ", 1000)))
	_, wrapped, _ := strings.Cut(d.raw[0], "\a")
	chunks := strings.Split(strings.TrimSuffix(wrapped, "\x1b\\"), "\x1b\\")
	var joined strings.Builder
	for _, c := range chunks {
		text, begins := strings.CutPrefix(c, "\x1bP")
		if !begins || len(c) > 768 {
			t.Errorf("a chunk of %d bytes: %q …", len(c), c[:min(9, len(c))])
		}
		joined.WriteString(text)
	}
	if plain, _, _ := strings.Cut(d.raw[0], "\x1bP"); joined.String() != plain || len(chunks) < 10 {
		t.Errorf("%d chunks, %d bytes of %d", len(chunks), joined.Len(), len(plain))
	}
}

// What to do where a copy does not arrive can be read on every window.
func TestCopyHintFits(t *testing.T) {
	for _, env := range [][]string{{"TERM=xterm"}, {"TERM=tmux-256color"}, {"TMUX=/tmp/tmux-0/default,1,0"},
		{"TERM=screen"}} {
		for _, size := range [][2]int{{60, 20}, {80, 24}, {160, 45}} {
			d := drive(t, size[0], size[1], func(o *setup) { o.Environ = env }).keys("j j enter m")
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
	if shown := strings.Join(strings.Fields(d.screen()), ""); !strings.Contains(shown,
		strings.Join(strings.Fields(message), "")) {
		t.Errorf("%q is not whole in\n%s", message, d.screen())
	}
}

// What is too long for a clipboard is not sent: the command that saves it stands alone, as whoever
// looks has to type it.
func TestCopyOfTooMuch(t *testing.T) {
	long := screen.Copyable{What: "response.xml", Value: strings.Repeat("x", 80_000),
		Command: "sessions show TWCD-JKGK --response"}
	d := drive(t, 80, 24, func(o *setup) { o.Command = "ssh -p 2222 sso.example.com" })
	d.drain(d.CopyOut(long))
	if len(d.raw) != 0 {
		t.Error("it was sent to the terminal")
	}
	d.sees("too long to copy. This command saves it:")
	const command = "ssh -p 2222 sso.example.com sessions show TWCD-JKGK --response > response.xml"
	if first, _, _ := strings.Cut(d.screen(), "\n"); first != command {
		t.Errorf("%q stands alone", first)
	}
	if d.keys("y"); d.LastCopy.Value != command {
		t.Errorf("%+v was copied", d.LastCopy)
	}
	d.keys("esc").drain(d.Copy("note", strings.Repeat("x", 80_000)))
	d.sees("too long to copy: b in the copy menu shows it alone")
	d.Options.Local = true
	d.drain(d.CopyOut(long))
	d.sees("Save it to a file")
	d.keys("enter") // the default is no
	d.missesText("Save it to a file")
}

// Each thing that can be copied can be shown alone, with the command that prints it.
func TestCopyMenuShowsAlone(t *testing.T) {
	d := drive(t, 120, 30, func(o *setup) { o.Command = "ssh -p 2222 sso.example.com" }).keys("j j enter y b")
	if first, _, _ := strings.Cut(d.screen(), "\n"); first != "sess_01M8289X60HGGZYWQDTWCDJKGK" {
		t.Errorf("not alone: %q", first)
	}
	d.keys("esc y j j j b").sees("ssh -p 2222 sso.example.com sessions show TWCD-JKGK --message").sees("y copy")
	if d.keys("Y"); d.LastCopy.Value != "ssh -p 2222 sso.example.com sessions show TWCD-JKGK --message" {
		t.Errorf("%+v was copied", d.LastCopy)
	}
	d = drive(t, 120, 30, func(o *setup) { o.Command = "ssh -p 2222 sso.example.com" }).keys("tab tab enter y b")
	d.sees("ssh -p 2222 sso.example.com connection show conn_").sees(" --entity-id")
}

// A long line flows on as the terminal itself would go on, so that it is selected as one line: what
// is drawn stands as it is, and the ends of its rows are written once more, over each other.
func TestLongLinesFlow(t *testing.T) {
	for name, test := range map[string]struct {
		text  string
		joins []int // the rows that go on in the next, from 1
	}{
		"letters":         {strings.Repeat("0123456789", 20) + "\nshort", []int{1, 2}},
		"words":           {strings.Repeat("abcdefgh ", 30), []int{1, 2, 3}},
		"wide characters": {"short\n" + strings.Repeat("日本", 100), []int{2, 3, 4, 5}},
		"short":           {"short\nlines", nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := drive(t, 80, 24)
			d.drain(d.Nav.Alone(screen.Copyable{What: "text", Value: test.text}))
			rows := strings.Split(d.screen(), "\n")
			want := ""
			for _, n := range test.joins {
				end, begin := rows[n-1]+strings.Repeat(" ", 80-ansi.StringWidth(rows[n-1])), rows[n]
				if strings.HasPrefix(test.text, "short") { // both of its cells
					want += ansi.CursorPosition(79, n) + ansi.Cut(end, 78, 80) + ansi.Truncate(begin, 2, "")
				} else {
					want += ansi.CursorPosition(80, n) + ansi.Cut(end, 79, 80) + ansi.Truncate(begin, 2, "")
				}
			}
			if want != "" {
				want = ansi.SaveCursor + ansi.ResetStyle + want + ansi.RestoreCursor
			}
			if got := strings.Join(d.raw, ""); got != want {
				t.Errorf("written %q, want %q, on\n%s", got, want, d.screen())
			}
			whole := strings.Join(rows[:len(rows)-1], "")
			if plain := strings.NewReplacer(" ", "", "\n", ""); plain.Replace(whole) != plain.Replace(test.text) {
				t.Errorf("%q is not whole in\n%s", test.text, d.screen())
			}
		})
	}
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
