package team

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// addKeys shows the SSH keys of a member.
func addKeys(p *widget.Paragraphs, keys []model.SSHKey, now time.Time) {
	st := p.Style
	p.Heading("SSH keys")
	p.Hint("a", "adds one, ", "x", "removes one")
	for _, k := range keys {
		p.Add(st.Accent.Render(widget.Clean(k.Fingerprint)))
		p.Text(st.Faint, strings.Join(widget.Filled(k.Comment, "added "+widget.Ago(now.Sub(k.Added))), ", "), 2)
	}
	if len(keys) == 0 {
		p.Text(st.Faint, "None: they bring their first when they redeem the invitation.", 0)
	}
}

// removeKey lets choose one of the keys, if there are several, and asks; remove is the verb.
func removeKey(w *screen.World, m model.TeamMember,
	remove func(ctx context.Context, fingerprint string) (model.TeamMember, error)) tea.Cmd {
	ask := func(k model.SSHKey) tea.Cmd {
		what := k.Fingerprint + widget.Prefixed(" ", k.Comment) +
			"\nWhat was opened with it ends, and it opens nothing any more."
		return w.Stack.Open(screen.NewConfirm(w, what, "Remove the key?", func() tea.Cmd {
			return w.Change("remove the key", func(ctx context.Context) (string, error) {
				_, err := remove(ctx, k.Fingerprint)
				return "", err
			}, nil)
		}))
	}
	if len(m.Keys) == 1 {
		return ask(m.Keys[0])
	}
	var items []screen.Item
	for _, k := range m.Keys {
		items = append(items, screen.Item{Text: k.Fingerprint, Note: k.Comment, Do: func() tea.Cmd { return ask(k) }})
	}
	return w.Stack.Open(screen.NewMenu(w, "Remove which key?", screen.Fixed(items)))
}

// keyless says that there is no key to remove, or "".
func keyless(m model.TeamMember) string {
	if len(m.Keys) == 0 {
		return "there is no key"
	}
	return ""
}
