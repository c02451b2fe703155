package directory

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// enoughTokens says that no further token can be made, or "".
func enoughTokens(good []model.DirectoryToken) string {
	if len(good) >= model.MaxDirectoryTokens {
		return fmt.Sprintf("%d are good at once: x revokes the one that is not used any more", model.MaxDirectoryTokens)
	}
	return ""
}

// takesNoToken says that a directory has no use for tokens, or "".
func takesNoToken(d model.Directory) string {
	if d.ByFile() {
		return "its people come as a file"
	}
	return ""
}

// noToken says that there is no token to revoke, or "".
func noToken(good []model.DirectoryToken) string {
	if len(good) == 0 {
		return "there is no token"
	}
	return ""
}

// makeToken makes a token, and shows it on the page until that is left.
func (d *directory) makeToken() tea.Cmd {
	made, services, id := "", d.services, d.ID
	return d.Change("make a token", func(ctx context.Context) (text string, err error) {
		_, made, err = services.CreateDirectoryToken(ctx, id)
		return "made a token: y copies it, it is not shown again", err
	}, func() tea.Cmd {
		d.token = made
		d.LayOut()
		return d.Reload()
	})
}

// revokeToken lets choose one of the tokens, if there are several, and asks.
func (d *directory) revokeToken() tea.Cmd {
	if len(d.About.tokens) == 1 {
		return d.askRevoke(d.About.tokens[0])
	}
	var items []screen.Item
	for _, t := range d.About.tokens {
		items = append(items, screen.Item{Text: hinted(t), Note: useOf(t, d.Now),
			Do: func() tea.Cmd { return d.askRevoke(t) }})
	}
	return d.Stack.Open(screen.NewMenu(d.World, "Revoke which token?", screen.Fixed(items)))
}

func (d *directory) askRevoke(t model.DirectoryToken) tea.Cmd {
	what := fmt.Sprintf("The token %s of %s (%s) is refused at once.", hinted(t), d.About.Name, useOf(t, d.Now))
	if len(d.About.tokens) == 1 {
		what += " It is the only one: nothing is provisioned until another one is pasted into " +
			d.About.TypeName() + "."
	}
	what += "\nThis cannot be taken back."
	services := d.services
	return d.Stack.Open(screen.NewConfirm(d.World, what, "Revoke it?", func() tea.Cmd {
		return d.Change("revoke the token", func(ctx context.Context) (string, error) {
			_, err := services.RevokeDirectoryToken(ctx, t.ID)
			return "revoked the token " + hinted(t), err
		}, func() tea.Cmd {
			if strings.HasSuffix(d.token, t.Hint) {
				d.token = ""
			}
			return d.Reload()
		})
	}))
}

// goes are what is gone with the directory.
func (d *directory) goes() []string {
	x := d.About
	goes := []string{fmt.Sprintf("the directory %s of %s (%s)", x.Name, x.organization.Name, x.ID),
		fmt.Sprintf("%s and %s that apps know of", widget.Count(x.Counts.Active+x.Counts.Inactive, "user"),
			widget.Count(x.Counts.Groups, "group"))}
	if n := len(x.Roles); n > 0 {
		goes = append(goes, "the roles of "+widget.Count(n, "group"))
	}
	if n := len(x.tokens); n > 0 {
		goes = append(goes, fmt.Sprintf("its endpoint and %s: %s is refused from then on", widget.Count(n, "token"),
			x.TypeName()))
	}
	return goes
}

// reset asks for the name before it begins the directory anew, and leads to the one in its place.
func (d *directory) reset() tea.Cmd {
	x, w, services := d.About, d.World, d.services
	var fresh made
	return d.Stack.Open(screen.NewTypedConfirm(w, screen.TypedQuestion{
		Heading: "Reset a directory", Lines: d.goes(), Name: x.Name, Called: "its name", Verb: "reset it",
		After: "A directory with the same settings takes its place, with another endpoint and token. Apps are told " +
			"that this one is deleted and that one is there. This can be taken back until an identity provider comes " +
			"to the new endpoint: u at once, or from the history.",
		Yes: func() tea.Cmd {
			return d.Change("reset "+x.Name, func(ctx context.Context) (text string, err error) {
				fresh.Directory, fresh.token, err = services.ResetDirectory(ctx, x.ID)
				return "reset " + x.Name + ": y copies its new endpoint and its token", err
			}, func() tea.Cmd {
				page := newPage(w, services, fresh.ID, fresh.token)
				if d.Stack.Top() == screen.Screen(d) {
					return d.Stack.Replace(page)
				}
				return d.Stack.Push(page)
			})
		},
	}))
}

// remove asks for the name before it deletes the directory.
func (d *directory) remove() tea.Cmd {
	x, services := d.About, d.services
	return d.Stack.Open(screen.NewTypedConfirm(d.World, screen.TypedQuestion{
		Heading: "Delete a directory", Lines: d.goes(), Name: x.Name, Called: "its name", Verb: "delete it",
		After: "Apps are told that the directory is deleted, not that each user is. This can be taken back for seven " +
			"days: u at once, or from the history.",
		Yes: func() tea.Cmd {
			return d.Change("delete "+x.Name, func(ctx context.Context) (string, error) {
				_, err := services.DeleteDirectory(ctx, x.ID)
				return "deleted " + x.Name, err
			}, func() tea.Cmd {
				if d.Stack.Top() == screen.Screen(d) {
					d.Stack.Pop()
				}
				return nil
			})
		},
	}))
}
