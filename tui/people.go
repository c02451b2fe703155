package tui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// newProfiles lists the people that signed in through a connection, made just in
// time.
func newProfiles(w *world, c model.Connection) *catalogue[model.Profile] {
	ctx, desk := w.ctx, w.desk
	x := &catalogue[model.Profile]{
		world: w, heading: "Profiles", kind: model.KindProfile,
		columns: func() []widget.Column[model.Profile] { return profileColumns(w) },
		read: func(text string) ([]model.Profile, error) {
			all, err := desk.Profiles(ctx, c.ID, "", 0)
			return matching(all, text, func(p model.Profile) []string {
				return []string{p.Email, p.FirstName, p.LastName, p.IdPID, string(p.ID)}
			}), err
		},
		opened: func(p model.Profile) tea.Cmd { return w.nav.session(p.LastSession, nil) },
		copies: func(p model.Profile) []copyable {
			return []copyable{{"profile id", string(p.ID)}, {"email", p.Email}, {"IdP id", p.IdPID}, {"last session", string(p.LastSession)}}
		},
		empty: "Nobody has signed in through this connection yet.",
	}
	x.own = func() widget.Group {
		return widget.Group{Name: "Profiles", Actions: []widget.Action{
			x.searching("search emails, names and ids"), x.copying("copy the profile id, the email or the IdP id"),
		}}
	}
	x.list.Id = func(p model.Profile) model.ID { return p.ID }
	return x
}

func profileColumns(w *world) []widget.Column[model.Profile] {
	st, now := w.style, w.now
	return []widget.Column[model.Profile]{
		{Title: "EMAIL", Min: 20, Want: 34, Grow: true, Cell: func(p model.Profile) widget.Cell { return widget.Cell{Text: p.Email} }},
		{Title: "NAME", Min: 12, Want: 26, Grow: true, Rank: 2, Cell: func(p model.Profile) widget.Cell { return widget.Cell{Text: p.FirstName + " " + p.LastName} }},
		{Title: "LAST SIGN-IN", Min: 12, Want: 12, Rank: 1, Cell: func(p model.Profile) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(p.LastSignIn)) + " ago"}
		}},
		{Title: "SIGN-INS", Min: 8, Want: 8, Rank: 3, Right: true, Cell: func(p model.Profile) widget.Cell {
			return widget.Cell{Text: humanize.Comma(int64(p.SignIns)), Ink: st.Faint}
		}},
		{Title: "IDP ID", Min: 16, Want: 30, Rank: 5, Spare: true, Cell: func(p model.Profile) widget.Cell { return widget.Cell{Text: p.IdPID, Ink: st.Faint, Keep: true} }},
		{Title: "ID", Min: 16, Want: 31, Rank: 4, Cell: func(p model.Profile) widget.Cell { return widget.Cell{Text: string(p.ID), Ink: st.Faint, Keep: true} }},
	}
}

// newWaiting lists the profiles of a connection that await reconciliation: whose
// attributes do not fit its mapping.
func newWaiting(w *world, c model.Connection) *catalogue[model.Unreconciled] {
	ctx, desk := w.ctx, w.desk
	x := &catalogue[model.Unreconciled]{
		world: w, heading: "Awaiting reconciliation", noun: "profile", kind: model.KindConnection,
		columns: func() []widget.Column[model.Unreconciled] { return waitingColumns(w) },
		read: func(text string) ([]model.Unreconciled, error) {
			all, err := desk.AwaitingReconciliation(ctx, c.ID)
			return matching(all, text, func(u model.Unreconciled) []string { return []string{u.User, u.Problem} }), err
		},
		opened: func(u model.Unreconciled) tea.Cmd { return w.nav.session(u.Session, nil) },
		copies: func(u model.Unreconciled) []copyable {
			return []copyable{{"user", u.User}, {"session id", string(u.Session)}, {"problem", u.Problem}}
		},
		empty: "Nobody waits: what was received fits the mapping.",
	}
	x.own = func() widget.Group {
		return widget.Group{Name: "Awaiting reconciliation", Actions: []widget.Action{
			x.searching("search users and problems"),
			{Name: "new", Keys: widget.Keys("A"), Word: "attributes", Help: "show the mapping, and the one that is recommended",
				Why: x.cannotChange, Do: func() tea.Cmd { return x.nav.mapping(c.ID) }},
			x.copying("copy the user or the session id"),
		}}
	}
	x.list.Id = func(u model.Unreconciled) model.ID { return u.Session }
	return x
}

func waitingColumns(w *world) []widget.Column[model.Unreconciled] {
	st, now := w.style, w.now
	return []widget.Column[model.Unreconciled]{
		{Title: "USER", Min: 20, Want: 34, Grow: true, Cell: func(u model.Unreconciled) widget.Cell { return widget.Cell{Text: widget.FirstOf(u.User, "-")} }},
		{Title: "WHAT DOES NOT FIT", Min: 20, Want: 40, Grow: true, Cell: func(u model.Unreconciled) widget.Cell { return widget.Cell{Text: u.Problem, Ink: st.Warn} }},
		{Title: "SESSION", Min: 9, Want: 9, Rank: 2, Cell: func(u model.Unreconciled) widget.Cell {
			return widget.Cell{Text: model.Session{ID: u.Session}.Trace(), Ink: st.Faint}
		}},
		{Title: "AGE", Min: 4, Want: 4, Rank: 1, Right: true, Cell: func(u model.Unreconciled) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(u.At)), Ink: st.Faint}
		}},
	}
}
