package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// findSession opens the session that a text names by its id or trace, or by a
// part of them; of several, it lists them.
func findSession(w *world, text string) tea.Cmd {
	ctx, desk, env, now := w.ctx, w.desk, w.environment.ID, w.now
	read := func() ([]model.Session, error) {
		if s, err := desk.Story(ctx, model.ID(text)); err == nil {
			return []model.Session{s.Session}, nil
		}
		f, err := model.ParseFilter(idFilter(text), now)
		if err != nil {
			return nil, err
		}
		page, err := desk.Sessions(ctx, model.Query{Environment: env, Limit: 2, At: now,
			Filter: model.Any(model.Called(text), f.Filter)})
		return page.Sessions, err
	}
	return w.run("looking for the session", ask(read, func(found []model.Session, err error) tea.Cmd {
		return showFound(w, text, found, err)
	}))
}

func idFilter(text string) string { return "id:" + text }

func showFound(w *world, text string, found []model.Session, err error) tea.Cmd {
	switch {
	case err != nil:
		return w.refused("session "+text, err)
	case len(found) == 0:
		w.say(failed, "no session of this environment has "+text+" in its id or trace")
		return nil
	case len(found) == 1:
		return w.nav.session(found[0].ID, nil)
	}
	return w.nav.place(placeSessions, idFilter(text))
}
