package tui

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// driver works a console without a program: every command is run at once, and
// its answer handled, before the next key. Time stands still.
type driver struct {
	t        testing.TB
	services *canned.Services
	*console
	pos    storage.Pos // behind the last change that the console was told
	raw    []string    // what was written past the renderer: OSC 52
	hangUp context.CancelFunc
	end    bool // it has quit
}

// setup is what a test changes of a console before it is made.
type setup struct {
	Options
	Services Services
}

func testOptions() Options {
	return Options{
		BaseURL: canned.BaseURL, TryURL: canned.BaseURL + "/demo", Theme: widget.Dark,
		LogPath: "/tmp/gatehouse.log",
		SignIn:  func(context.Context, model.ID, Fault) (model.ID, error) { return "sess_SIGNEDIN", nil },
		Faults: []Fault{{Name: string(saml.Audience), Title: "for another audience"},
			{Name: string(saml.CertificateMismatch), Title: "signed with another certificate"}},
		Environ: []string{"TERM=xterm-256color"}, Zone: time.UTC,
		Clock: canned.Clock,
	}
}

func drive(t testing.TB, width, height int, change ...func(*setup)) *driver {
	t.Helper()
	d := start(t, width, height, change...)
	d.drain(d.Init())
	return d
}

// start makes a console that has read nothing yet.
func start(t testing.TB, width, height int, change ...func(*setup)) *driver {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	services := canned.NewServices()
	o := setup{testOptions(), services}
	for _, f := range change {
		f(&o)
	}
	d := &driver{t: t, services: services, console: newConsole(ctx, o.Services, o.Options), hangUp: cancel}
	d.pos, _ = o.Services.Now(ctx)
	d.waiting = func(tea.Cmd) tea.Cmd { return nil }
	d.Timer = func(after time.Duration, msg tea.Msg) tea.Cmd {
		if after > screen.Debounce {
			return nil
		}
		return func() tea.Msg { return msg }
	}
	d.send(tea.ColorProfileMsg{Profile: colorprofile.ANSI256})
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	return d
}

func (d *driver) send(msg tea.Msg) {
	d.t.Helper()
	_, cmd := d.Update(msg)
	d.drain(cmd)
}

// drain runs a command and all that follow from its answer.
func (d *driver) drain(cmd tea.Cmd) {
	d.t.Helper()
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.drain(c)
		}
	case tea.RawMsg:
		d.raw = append(d.raw, msg.Msg.(string))
	case tea.QuitMsg:
		d.end = true
	default:
		d.send(msg)
	}
}

// keys presses keys: names between blanks, text as single letters by type_.
func (d *driver) keys(names string) *driver {
	d.t.Helper()
	for _, name := range strings.Fields(names) {
		d.send(press(name))
		d.news()
	}
	return d
}

// news tells the console what the services have recorded since, as its tail would.
func (d *driver) news() {
	d.t.Helper()
	now, err := d.console.services.Now(d.Context)
	if err != nil || now <= d.pos {
		return
	}
	var msg screen.Changes
	upToDate := errors.New("up to date")
	tail := d.console.services.Tail
	if s, ok := d.console.services.(interface {
		For(model.Principal) *service.Services
	}); ok { // whoever looks may not see the last one
		tail = s.For(model.LocalOwner(model.ViaConsole, "alice")).Tail
	}
	err = tail(d.Context, d.pos, func(c storage.Changed) error {
		d.pos = c.Pos
		msg.All = append(msg.All, c)
		if c.Pos >= now {
			return upToDate
		}
		return nil
	})
	if !errors.Is(err, upToDate) {
		d.t.Fatal(err)
	}
	d.send(msg)
}

func (d *driver) write(text string) *driver {
	d.t.Helper()
	for _, r := range text {
		d.send(tea.KeyPressMsg{Text: string(r), Code: r})
	}
	return d
}

func press(name string) tea.KeyPressMsg {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp,
		"down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp,
		"pgdown": tea.KeyPgDown,
		"space":  tea.KeySpace, "backspace": tea.KeyBackspace}
	var mod tea.KeyMod
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		mod, name = tea.ModCtrl, rest
	}
	if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		mod, name = tea.ModShift, rest
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code, Mod: mod}
	}
	k := tea.KeyPressMsg{Code: []rune(name)[0], Mod: mod}
	if mod == 0 {
		k.Text = name
	}
	return k
}

// screen is what is seen, without colours.
func (d *driver) screen() string { return ansi.Strip(d.View().Content) }

// line is the first line of the screen that contains text, or "".
func (d *driver) line(text string) string {
	for _, l := range strings.Split(d.screen(), "\n") {
		if strings.Contains(l, text) {
			return l
		}
	}
	return ""
}

func (d *driver) sees(text string) *driver {
	d.t.Helper()
	if !strings.Contains(d.screen(), text) {
		d.t.Fatalf("%q is not on the screen:\n%s", text, d.screen())
	}
	return d
}

func (d *driver) missesText(text string) {
	d.t.Helper()
	if strings.Contains(d.screen(), text) {
		d.t.Fatalf("%q is on the screen:\n%s", text, d.screen())
	}
}

// detail is that of the session in a row of the list, from 0.
func (d *driver) detail(row int) model.SessionDetail {
	d.t.Helper()
	page, err := d.services.Sessions(d.t.Context(), model.Query{Environment: d.Environment.ID, Limit: row + 1})
	if err != nil || len(page.Sessions) <= row {
		d.t.Fatal(len(page.Sessions), err)
	}
	detail, err := d.services.SessionDetail(d.t.Context(), page.Sessions[row].ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return detail
}

// put tells the console what the services have just recorded.
func (d *driver) put(detail model.SessionDetail) {
	d.t.Helper()
	d.services.Put(detail)
	d.news()
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run the test with -update", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; -update accepts it. Now:\n%s", path, got)
	}
}
