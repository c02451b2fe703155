package session

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
)

// Find opens the session that a text names by its id or trace, or by a
// part of them; of several, it lists them.
func Find(w *screen.World, services Services, text string) tea.Cmd {
	ctx, env, now := w.Context, w.Environment.ID, w.Now
	read := func() ([]model.Session, error) {
		if s, err := services.Session(ctx, model.ID(text)); err == nil {
			return []model.Session{s}, nil
		}
		f, err := model.ParseFilter(idFilter(text), now)
		if err != nil {
			return nil, err
		}
		page, err := services.Sessions(ctx, model.Query{Environment: env, Limit: 2, At: now,
			Filter: model.Any(model.Called(text), f.Filter)})
		return page.Sessions, err
	}
	return w.Run("looking for the session", screen.Ask(read, func(found []model.Session, err error) tea.Cmd {
		return showFound(w, text, found, err)
	}))
}

func idFilter(text string) string { return "id:" + text }

func showFound(w *screen.World, text string, found []model.Session, err error) tea.Cmd {
	switch {
	case err != nil:
		return w.Refused("session "+text, err)
	case len(found) == 0:
		w.Say(screen.Failed, "no session of this environment has "+text+" in its id or trace")
		return nil
	case len(found) == 1:
		return w.Nav.Session(found[0].ID, nil)
	}
	return w.Nav.Place(screen.PlaceSessions, idFilter(text))
}
