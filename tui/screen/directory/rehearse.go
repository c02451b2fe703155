package directory

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/scim/idp"
	service "gatehouse/service/directory"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// What a sound rehearsal in the console provisions.
const (
	rehearsedUsers  = 5
	rehearsedGroups = 2
)

// rehearse lets the user pick what the test directory plays.
func (d *directory) rehearse() tea.Cmd {
	sound := service.Rehearsal{Users: rehearsedUsers, Groups: rehearsedGroups}
	items := []screen.Item{{
		Text: "provision", Do: func() tea.Cmd { return d.play("provision", sound) },
		Note: fmt.Sprintf("soundly: %s in %s", widget.Count(sound.Users, "user"), widget.Count(sound.Groups, "group")),
	}}
	for _, f := range idp.Faults {
		items = append(items, screen.Item{Text: f.Name, Note: f.About,
			Do: func() tea.Cmd { return d.play(f.Name, service.Rehearsal{Fault: f.Name}) }})
	}
	return d.Stack.Open(screen.NewMenu(d.World, "What shall the test directory play?", screen.Fixed(items)))
}

// play has the test directory play something, and says what became of its requests.
func (d *directory) play(what string, r service.Rehearsal) tea.Cmd {
	w, services, id := d.World, d.services, d.ID
	ask := func() ([]model.DirectoryRequest, error) { return services.RehearseDirectory(w.Context, id, r) }
	return w.Run("playing "+what, screen.Ask(ask, func(all []model.DirectoryRequest, err error) tea.Cmd {
		if err != nil {
			w.Fail("play "+what, err)
			return nil
		}
		refused := 0
		for _, one := range all {
			if one.Verdict == model.DirectoryRefused {
				refused++
			}
		}
		w.Say(screen.Done, fmt.Sprintf("played %s: %s, %d refused; 3 lists them", what,
			widget.Count(len(all), "request"), refused))
		return d.Reload()
	}))
}
