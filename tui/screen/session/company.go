package session

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// company says who has the session in hand, and who else looks at it, in as many words as fit on
// the line; "" for nobody.
func (s *session) company() string {
	st := s.Style
	claimed := widget.Clean(noun.ClaimText(s.Claims[s.id], s.Who.Actor(), s.Now))
	line := widget.Cut(st.Accent.Render(claimed), s.width-2, st.Glyph.More)
	for _, text := range noun.LookTexts(s.Lookers[s.id], s.Now) {
		looks := st.Waiting.Render(st.Glyph.Looks + " " + widget.Clean(text))
		both := strings.Join(widget.Filled(st.Accent.Render(claimed), looks), "   ")
		line = widget.Cut(both, s.width-2, st.Glyph.More)
		if widget.Width(claimed)+3+widget.Width(looks) <= s.width-2 {
			break
		}
	}
	return widget.Prefixed(" ", line)
}

// accompanied reports whether somebody has one of the sessions in the window in hand, or looks at
// it.
func (s *sessions) accompanied() bool {
	for i := s.list.Offset; i < s.list.Offset+s.list.Height; i++ {
		if row, ok := s.list.At(i); ok && (len(s.Lookers[row.ID]) > 0 || s.Claims[row.ID].Holds()) {
			return true
		}
	}
	return false
}

// companyColumn is who has a session in hand, and who looks at it.
func companyColumn(w *screen.World) widget.Column[model.Session] {
	st, me, now := w.Style, w.Who.Actor(), w.Now
	return widget.Column[model.Session]{Title: "WHO", Min: 10, Want: 16, Cell: func(s model.Session) widget.Cell {
		claimed := noun.ClaimMark(w.Claims[s.ID], me, now)
		looks := widget.Prefixed(st.Glyph.Looks, noun.LookMark(w.Lookers[s.ID]))
		x := widget.Cell{Text: strings.Join(widget.Filled(claimed, looks), " "), Ink: st.Waiting}
		if claimed != "" {
			x.Ink, x.Short = st.Accent, strings.Join(widget.Filled(claimed, st.Glyph.Looks), " ")
		}
		return x
	}}
}

// inHand takes a session in hand, releases one's own, and asks before it takes over somebody else's.
func inHand(w *screen.World, services Services, id model.ID, none func() string) widget.Action {
	held := w.Claims[id]
	a := widget.Action{Keys: widget.Keys("I"), Why: widget.Reasons(none, w.CannotChange), Needs: string(model.ActClaim)}
	verb := func(doing string, do func(context.Context) error) func() tea.Cmd {
		return func() tea.Cmd {
			return w.Change(doing, func(ctx context.Context) (string, error) { return "", do(ctx) }, nil)
		}
	}
	switch {
	case held.HeldBy(w.Who.Actor()):
		a.Name, a.Word, a.Help = "release", "release", "release the session that you have in hand"
		a.Do = verb("release", func(ctx context.Context) error {
			_, err := services.ReleaseSession(ctx, id)
			return err
		})
	case held.Holds():
		a.Name, a.Word, a.Help = "take over", "take over", "take the session over from "+held.By.Name+"; asks first"
		take := verb("take over", func(ctx context.Context) error {
			_, err := services.TakeOverSession(ctx, id, held.By)
			return err
		})
		a.Do = func() tea.Cmd {
			what := noun.ClaimText(held, w.Who.Actor(), w.Now) + "."
			return w.Stack.Open(screen.NewConfirm(w, what, "Take it over from "+held.By.Name+"?", take))
		}
	default:
		a.Name, a.Word, a.Help = "take in hand", "in hand", "take the session in hand: colleagues see that you do"
		a.Do = verb("take in hand", func(ctx context.Context) error {
			_, err := services.ClaimSession(ctx, id)
			return err
		})
	}
	return a
}

// current is the session under the cursor, "" for none.
func (s *sessions) current() model.ID {
	x, _ := s.list.Current()
	return x.ID
}
