package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// foundMsg brings the sessions that a text names.
type foundMsg struct {
	text     string
	sessions []model.Session
	err      error
}

// findSession opens the session that a text names by its id or trace, or by a
// part of them; of several, it lists them.
func findSession(w *world, text string) tea.Cmd {
	ctx, desk, env, now := w.ctx, w.desk, w.environment.ID, w.now
	return w.run("looking for the session", func() tea.Msg {
		if s, err := desk.Story(ctx, model.ID(text)); err == nil {
			return foundMsg{text: text, sessions: []model.Session{s.Session}}
		}
		f, err := model.ParseFilter(idFilter(text), now)
		if err != nil {
			return foundMsg{text: text, err: err}
		}
		page, err := desk.Sessions(ctx, model.Query{Environment: env, Limit: 2, At: now,
			Filter: model.Any(model.Called(text), f.Filter)})
		return foundMsg{text, page.Sessions, err}
	})
}

func idFilter(text string) string { return "id:" + text }

func (w *world) showFound(msg foundMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return w.refused("session "+msg.text, msg.err)
	case len(msg.sessions) == 0:
		w.say(failed, "no session of this environment has "+msg.text+" in its id or trace")
		return nil
	case len(msg.sessions) == 1:
		return w.nav.session(msg.sessions[0].ID, nil)
	}
	return w.nav.place(placeSessions, idFilter(msg.text))
}
