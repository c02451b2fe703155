package tui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
)

// newProfiles lists the people that signed in through a connection, made just in
// time.
func newProfiles(w *world, c model.Connection) *catalogue[model.Profile] {
	ctx, desk := w.ctx, w.desk
	x := &catalogue[model.Profile]{
		world: w, heading: "Profiles", kind: model.KindProfile,
		columns: w.profileColumns,
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
	x.own = func() group {
		return group{"Profiles", []action{
			x.searching("search emails, names and ids"), x.copying("copy the profile id, the email or the IdP id"),
		}}
	}
	x.list.id = func(p model.Profile) model.ID { return p.ID }
	return x
}

func (w *world) profileColumns() []column[model.Profile] {
	st, now := w.style, w.now
	return []column[model.Profile]{
		{title: "EMAIL", min: 20, want: 34, grow: true, cell: func(p model.Profile) cell { return cell{text: p.Email} }},
		{title: "NAME", min: 12, want: 26, grow: true, rank: 2, cell: func(p model.Profile) cell { return cell{text: p.FirstName + " " + p.LastName} }},
		{title: "LAST SIGN-IN", min: 12, want: 12, rank: 1, cell: func(p model.Profile) cell {
			return cell{text: age(now.Sub(p.LastSignIn)) + " ago"}
		}},
		{title: "SIGN-INS", min: 8, want: 8, rank: 3, right: true, cell: func(p model.Profile) cell { return cell{text: humanize.Comma(int64(p.SignIns)), ink: st.faint} }},
		{title: "IDP ID", min: 16, want: 30, rank: 5, spare: true, cell: func(p model.Profile) cell { return cell{text: p.IdPID, ink: st.faint, keep: true} }},
		{title: "ID", min: 16, want: 31, rank: 4, cell: func(p model.Profile) cell { return cell{text: string(p.ID), ink: st.faint, keep: true} }},
	}
}

// newWaiting lists the profiles of a connection that await reconciliation: whose
// attributes do not fit its mapping.
func newWaiting(w *world, c model.Connection) *catalogue[model.Unreconciled] {
	ctx, desk := w.ctx, w.desk
	x := &catalogue[model.Unreconciled]{
		world: w, heading: "Awaiting reconciliation", noun: "profile", kind: model.KindConnection,
		columns: w.waitingColumns,
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
	x.own = func() group {
		return group{"Awaiting reconciliation", []action{
			x.searching("search users and problems"),
			{Name: "new", Keys: keys("A"), Word: "attributes", Help: "show the mapping, and the one that is recommended",
				Why: x.cannotChange, Do: func() tea.Cmd { return x.nav.mapping(c.ID) }},
			x.copying("copy the user or the session id"),
		}}
	}
	x.list.id = func(u model.Unreconciled) model.ID { return u.Session }
	return x
}

func (w *world) waitingColumns() []column[model.Unreconciled] {
	st, now := w.style, w.now
	return []column[model.Unreconciled]{
		{title: "USER", min: 20, want: 34, grow: true, cell: func(u model.Unreconciled) cell { return cell{text: firstOf(u.User, "-")} }},
		{title: "WHAT DOES NOT FIT", min: 20, want: 40, grow: true, cell: func(u model.Unreconciled) cell { return cell{text: u.Problem, ink: st.warn} }},
		{title: "SESSION", min: 9, want: 9, rank: 2, cell: func(u model.Unreconciled) cell {
			return cell{text: model.Session{ID: u.Session}.Trace(), ink: st.faint}
		}},
		{title: "AGE", min: 4, want: 4, rank: 1, right: true, cell: func(u model.Unreconciled) cell { return cell{text: age(now.Sub(u.At)), ink: st.faint} }},
	}
}
