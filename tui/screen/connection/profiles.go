package connection

import (
	"cmp"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// NewProfiles lists the people that signed in through a connection, made just in
// time.
func NewProfiles(w *screen.World, services Services, c model.Connection) *screen.Records[model.Profile] {
	ctx := w.Context
	x := &screen.Records[model.Profile]{
		World: w, Heading: "Profiles", Kind: model.KindProfile,
		Columns: func() []widget.Column[model.Profile] { return profileColumns(w) },
		Read: func(text string) ([]model.Profile, error) {
			all, err := services.Profiles(ctx, c.ID, "", 0)
			return screen.Matching(all, text, func(p model.Profile) []string {
				return []string{p.Email, p.FirstName, p.LastName, p.IdPID, string(p.ID)}
			}), err
		},
		Opened: func(p model.Profile) tea.Cmd { return w.Nav.Session(p.LastSession, nil) },
		Copies: func(p model.Profile) []screen.Copyable {
			return []screen.Copyable{{What: "profile id", Value: string(p.ID)}, {What: "email", Value: p.Email},
				{What: "IdP id", Value: p.IdPID}, {What: "last session", Value: string(p.LastSession)}}
		},
		Empty: "Nobody has signed in through this connection yet.",
	}
	x.Own = func() widget.Group {
		return widget.Group{Name: "Profiles", Actions: []widget.Action{
			x.Searching("search emails, names and ids"), x.Copying("copy the profile id, the email or the IdP id"),
		}}
	}
	x.List.ID = func(p model.Profile) model.ID { return p.ID }
	return x
}

func profileColumns(w *screen.World) []widget.Column[model.Profile] {
	st, now := w.Style, w.Now
	return []widget.Column[model.Profile]{
		{Title: "EMAIL", Min: 20, Want: 34, Grow: true,
			Cell: func(p model.Profile) widget.Cell { return widget.Cell{Text: p.Email} }},
		{Title: "NAME", Min: 12, Want: 26, Grow: true, Rank: 2,
			Cell: func(p model.Profile) widget.Cell { return widget.Cell{Text: p.FirstName + " " + p.LastName} }},
		{Title: "LAST SIGN-IN", Min: 12, Want: 12, Rank: 1, Cell: func(p model.Profile) widget.Cell {
			return widget.Cell{Text: widget.Ago(now.Sub(p.LastSignIn))}
		}},
		{Title: "SIGN-INS", Min: 8, Want: 8, Rank: 3, Right: true, Cell: func(p model.Profile) widget.Cell {
			return widget.Cell{Text: humanize.Comma(int64(p.SignIns)), Ink: st.Faint}
		}},
		{Title: "IDP ID", Min: 16, Want: 30, Rank: 5, Spare: true,
			Cell: func(p model.Profile) widget.Cell { return widget.Cell{Text: p.IdPID, Ink: st.Faint, Keep: true} }},
		{Title: "ID", Min: 16, Want: 31, Rank: 4,
			Cell: func(p model.Profile) widget.Cell {
				return widget.Cell{Text: string(p.ID), Ink: st.Faint, Keep: true}
			}},
	}
}

// NewWaiting lists the profiles of a connection that await reconciliation: whose
// attributes do not fit its mapping.
func NewWaiting(w *screen.World, services Services, c model.Connection) *screen.Records[model.Unreconciled] {
	ctx := w.Context
	x := &screen.Records[model.Unreconciled]{
		World: w, Heading: "Awaiting reconciliation", Noun: "profile", Kind: model.KindConnection,
		Columns: func() []widget.Column[model.Unreconciled] { return waitingColumns(w) },
		Read: func(text string) ([]model.Unreconciled, error) {
			all, err := services.AwaitingReconciliation(ctx, c.ID)
			return screen.Matching(all, text, func(u model.Unreconciled) []string {
				return []string{u.User, u.Problem}
			}), err
		},
		Opened: func(u model.Unreconciled) tea.Cmd { return w.Nav.Session(u.Session, nil) },
		Copies: func(u model.Unreconciled) []screen.Copyable {
			return []screen.Copyable{{What: "user", Value: u.User}, {What: "session id", Value: string(u.Session)},
				{What: "problem", Value: u.Problem}}
		},
		Empty: "Nobody waits: what was received fits the mapping.",
	}
	x.Own = func() widget.Group {
		return widget.Group{Name: "Awaiting reconciliation", Actions: []widget.Action{
			x.Searching("search users and problems"),
			{Name: "new", Keys: widget.Keys("A"), Word: "attributes",
				Help: "show the mapping, and the one that is recommended",
				Why:  x.CannotChange, Do: func() tea.Cmd { return x.Nav.Mapping(c.ID) }},
			x.Copying("copy the user or the session id"),
		}}
	}
	x.List.ID = func(u model.Unreconciled) model.ID { return u.Session }
	return x
}

func waitingColumns(w *screen.World) []widget.Column[model.Unreconciled] {
	st, now := w.Style, w.Now
	return []widget.Column[model.Unreconciled]{
		{Title: "USER", Min: 20, Want: 34, Grow: true,
			Cell: func(u model.Unreconciled) widget.Cell { return widget.Cell{Text: cmp.Or(u.User, "-")} }},
		{Title: "WHAT DOES NOT FIT", Min: 20, Want: 40, Grow: true,
			Cell: func(u model.Unreconciled) widget.Cell { return widget.Cell{Text: u.Problem, Ink: st.Warn} }},
		{Title: "SESSION", Min: 9, Want: 9, Rank: 2, Cell: func(u model.Unreconciled) widget.Cell {
			return widget.Cell{Text: model.Session{ID: u.Session}.Trace(), Ink: st.Faint}
		}},
		{Title: "AGE", Min: 4, Want: 4, Rank: 1, Right: true, Cell: func(u model.Unreconciled) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(u.At)), Ink: st.Faint}
		}},
	}
}
