package connection

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"gatehouse/saml/protocol"
	"gatehouse/tui/screen"
)

// chooseProvider offers the identity providers of metadata that describes
// several, and saves with the chosen one. It reports false for another error.
func chooseProvider(f *screen.Form, err error, values map[string]string) (tea.Cmd, bool) {
	several, ok := errors.AsType[*protocol.ChooseProvider](err)
	if !ok || several.Wanted != "" {
		return nil, false
	}
	return f.Nav.PickProvider(several, func(entityID string) tea.Cmd {
		values[providerField] = entityID
		return f.Store(values)
	}), true
}
