package note

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// mentions are the notes that mention who looks, newest first.
type mentions struct {
	*screen.Records[model.Mentioned]
	services Services
}

// NewMentions is the list of the notes that mention who looks.
func NewMentions(w *screen.World, services Services) screen.Screen {
	ctx := w.Context
	l := &mentions{services: services}
	l.Records = &screen.Records[model.Mentioned]{
		World: w, Heading: "Mentions", Noun: "mention", Kind: model.KindMention, Own: l.own,
		Columns: func() []widget.Column[model.Mentioned] { return mentionColumns(w) },
		Read: func(text string) ([]model.Mentioned, error) {
			all, err := services.Mentions(ctx)
			return screen.Matching(all, text, func(x model.Mentioned) []string {
				return []string{x.Note.Text, x.Note.Author.Name, x.About.Title}
			}), err
		},
		Opened: l.opened,
		Copies: func(x model.Mentioned) []screen.Copyable { return copies(x.Note) },
		Empty:  "None yet: @ and your name in a note bring it here.",
		About:  "Notes that mention you: enter opens one and marks it as read",
	}
	l.List.ID = func(x model.Mentioned) model.ID { return x.Note.ID }
	return l
}

// Update reads them again when one was read, here or in another console.
func (l *mentions) Update(msg tea.Msg) tea.Cmd {
	if changes, ok := msg.(screen.Changes); ok && changes.Touch(model.KindMentionsRead) {
		return l.Reload()
	}
	return l.Records.Update(msg)
}

func (l *mentions) own() widget.Group {
	return widget.Group{Name: "Mentions", Actions: []widget.Action{
		{Name: "go there", Keys: widget.Keys("o"), Word: "go there",
			Help: "open the session or organization that it is about",
			Why:  l.Empties, Do: l.goThere},
		l.Searching("search texts, authors and what they are about"), l.Copying("copy the text or the id"),
	}}
}

// opened shows a note, and marks it as read.
func (l *mentions) opened(x model.Mentioned) tea.Cmd {
	return tea.Batch(l.markRead(x), show(l.World, l.services, x.Note, x.About.Title))
}

// markRead marks it, unless this console is to change nothing.
func (l *mentions) markRead(x model.Mentioned) tea.Cmd {
	if !x.Unread || l.CannotChange() != "" {
		return nil
	}
	mark := func() (any, error) { return nil, l.services.MarkMentionRead(l.Context, x.Note.ID) }
	return screen.Ask(mark, func(_ any, err error) tea.Cmd {
		l.Fail("mark the mention as read", err)
		return nil
	})
}

// goThere opens what the note is about, which shows it, too.
func (l *mentions) goThere() tea.Cmd {
	x, _ := l.List.Current()
	if x.About.ID == x.About.OrganizationID {
		return tea.Batch(l.markRead(x), l.Nav.Organization(x.About.ID))
	}
	return tea.Batch(l.markRead(x), l.Nav.Session(x.About.ID, nil))
}

func mentionColumns(w *screen.World) []widget.Column[model.Mentioned] {
	st, now := w.Style, w.Now
	return []widget.Column[model.Mentioned]{
		{Title: "AGE", Min: 4, Want: 4, Right: true, Cell: func(x model.Mentioned) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(x.Note.Created)), Ink: st.Faint}
		}},
		{Title: "", Min: 6, Want: 6, Cell: func(x model.Mentioned) widget.Cell {
			if x.Unread {
				return widget.Cell{Text: "unread", Ink: st.Accent}
			}
			return widget.Cell{}
		}},
		{Title: "NOTE", Min: 20, Want: 48, Grow: true, Cell: func(x model.Mentioned) widget.Cell {
			return widget.Cell{Text: strings.ReplaceAll(x.Note.Text, "\n", " ")}
		}},
		{Title: "ABOUT", Min: 17, Want: 24, Rank: 1, Cell: func(x model.Mentioned) widget.Cell {
			return widget.Cell{Text: x.About.Title}
		}},
		{Title: "AUTHOR", Min: 12, Want: 26, Rank: 2, Cell: func(x model.Mentioned) widget.Cell {
			return widget.Cell{Text: noun.ActorText(x.Note.Author), Ink: st.Faint}
		}},
	}
}

// show shows a note alone, with who wrote it when, and what became of it since.
func show(w *screen.World, services Services, n model.Note, about string) tea.Cmd {
	ctx := w.Context
	return screen.Ask(func() (model.HistoryPage, error) { return trail(ctx, services, n) },
		func(page model.HistoryPage, err error) tea.Cmd {
			w.Fail("read the history of the note", err)
			return w.Nav.Alone(screen.Copyable{What: "Note" + widget.Prefixed(" on ", about),
				Value: whole(n, page.Entries), Command: "note list " + string(n.About)})
		})
}

// trail is what was done with a note.
func trail(ctx context.Context, services Services, n model.Note) (model.HistoryPage, error) {
	return services.History(ctx, model.HistoryQuery{About: n.ID, Since: n.Created})
}
