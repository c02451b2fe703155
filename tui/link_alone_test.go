package tui

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"rsc.io/qr"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

func TestLinkStandsAloneAtTheFirstColumn(t *testing.T) {
	for _, width := range []int{60, 80, 160} {
		d := drive(t, width, 24).keys("shift+tab shift+tab j b")
		_, url := d.stuckLink()
		lines := strings.Split(d.screen(), "\n")
		if lines[0] != url || len(url) > 78 || strings.Count(d.screen(), url) != 1 {
			t.Errorf("the first line is %q, want %q", lines[0], url)
		}
		if !strings.HasPrefix(lines[1], "Lives 21 days more, until 2026-12-13 18:30 UTC, for Initech") {
			t.Errorf("the second line is %q", lines[1])
		}
		d.missesText("Gatehouse")
		d.keys("y")
		if got := d.copied(); got != url {
			t.Errorf("copied %q", got)
		}
		d.sees("the link sent to the terminal. Not there? B shows it bare")
		d.keys("m")
		if got := d.copied(); got != "Please set up sign-in: "+url {
			t.Errorf("copied %q", got)
		}
		d.send(screen.Tick(canned.Now.Add(22 * 24 * time.Hour)))
		d.sees("This link is expired")
		d.missesText(url)
	}
}

// farAway has a long base URL.
type farAway struct{ *canned.Services }

func (farAway) LinkURL(context.Context, model.Link) (string, error) {
	return "https://" + strings.Repeat("sso.", 20) + "example.com/setup/M7B2RX20RSZ82TTBZFHFPN7P", nil
}

// A link that is longer than the window is not cut: it goes on at the first
// column of the next line.
func TestLongLinkIsNotCut(t *testing.T) {
	far := farAway{canned.NewServices()}
	d := drive(t, 60, 40, func(o *setup) { o.Services = far }).keys("shift+tab shift+tab j b")
	url, _ := far.LinkURL(t.Context(), model.Link{})
	lines := strings.Split(d.screen(), "\n")
	if lines[0]+lines[1]+lines[2] != url {
		t.Errorf("%q", lines[:3])
	}
	d.sees("because the base URL has")
}

// margin are the light modules around a code.
const margin = 2

// Read back from the screen, the code is the link's: in colours, without them
// on dark and on light, and in ASCII.
func TestQRCodeIsOfTheLink(t *testing.T) {
	for _, theme := range []widget.Theme{widget.Dark, widget.Light, widget.Mono} {
		for _, ascii := range []bool{false, true} {
			light := theme != widget.Mono
			d := drive(t, 100, 60, func(o *setup) { o.Theme, o.ASCII = theme, ascii }).keys("shift+tab shift+tab j b")
			_, url := d.stuckLink()
			code, err := qr.Encode(url, qr.L)
			if err != nil {
				t.Fatal(err)
			}
			rows := strings.Split(d.View().Content, "\n")[3:]
			for y := range code.Size {
				for x := range code.Size {
					if got := module(rows, x+margin, y+margin, ascii, light); got != code.Black(x, y) {
						t.Fatalf("%s, ASCII %t: module %d,%d is dark: %t", theme, ascii, x, y, got)
					}
				}
			}
		}
	}
	st := widget.NewStyle(widget.Mono, new(bool), colorprofile.ANSI256, false) // no colours, on light
	if st.QRLight {
		t.Error("on a light terminal light modules are drawn")
	}
}

// module reads whether a module is dark. onLight: what is drawn is dark.
func module(rows []string, x, y int, ascii, onLight bool) bool {
	if ascii {
		_, sgr := cellAt(rows[y], 2*x)
		drawn := strings.Contains(sgr, "48;5;16") || sgr == "7"
		return drawn == onLight
	}
	r, _ := cellAt(rows[y/2], x)
	drawn := r == '█' || r == '▀' && y%2 == 0 || r == '▄' && y%2 == 1
	return drawn == onLight
}

// cellAt gives the character in a column of a line of narrow ones, and how it is
// drawn.
func cellAt(line string, column int) (rune, string) {
	sgr := ""
	for n := 0; line != ""; {
		if rest, ok := strings.CutPrefix(line, "\x1b["); ok {
			sgr, line, _ = strings.Cut(rest, "m")
			continue
		}
		r, size := utf8.DecodeRuneInString(line)
		if n == column {
			return r, sgr
		}
		line = line[size:]
		n++
	}
	return 0, ""
}

func TestSmallWindowSaysWhatTheQRCodeNeeds(t *testing.T) {
	d := drive(t, 80, 20).keys("shift+tab shift+tab j b")
	d.sees("For the QR code the window must be 37×22.")
	d.send(tea.WindowSizeMsg{Width: 80, Height: 22})
	d.sees("█▀▀▀▀▀█")
}
