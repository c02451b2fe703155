package note

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// list are the notes about one thing, newest first.
type list struct {
	screen.Records[model.Note]
	about model.ID
}

// New is the list of the notes about a session or an organization of a name.
func New(w *screen.World, about model.ID, name string) screen.Screen {
	ctx, services := w.Context, w.Services
	l := &list{about: about}
	l.Records = screen.Records[model.Note]{
		World: w, Heading: "Notes" + widget.Prefixed(" of ", name), Noun: "note", Kind: model.KindNote,
		Columns: func() []widget.Column[model.Note] { return columns(w) },
		Read: func(text string) ([]model.Note, error) {
			all, err := services.Notes(ctx, about)
			return screen.Matching(all, text, func(n model.Note) []string {
				return []string{n.Text, n.Author.Name, string(n.ID)}
			}), err
		},
		Opened: func(n model.Note) tea.Cmd { return w.Nav.TextAlone("Note", whole(n)) },
		Copies: func(n model.Note) []screen.Copyable {
			return []screen.Copyable{{What: "text", Value: n.Text}, {What: "note id", Value: string(n.ID)}}
		},
		Create: func() tea.Cmd { return w.Stack.Push(l.form(name)) },
		About:  "what your team should know; customers do not see it",
		Empty:  "There are none yet: n writes one.",
	}
	l.Own = l.actions
	l.List.ID = func(n model.Note) model.ID { return n.ID }
	return l
}

func (l *list) actions() widget.Group {
	return widget.Group{Name: "Notes", Actions: []widget.Action{
		l.Making("write a note", model.ActWriteNote), l.Searching("search texts and authors"),
		l.Copying("copy the text or the id"),
		{Name: "delete", Keys: widget.Keys("d"), Word: "remove",
			Help:  "remove the note under the cursor; it asks first",
			Why:   widget.Reasons(l.Empties, l.CannotChange),
			Needs: l.removalNeeds(), Do: l.remove},
	}}
}

// removalNeeds is what removing the note under the cursor needs: it may be somebody else's.
func (l *list) removalNeeds() string {
	if n, some := l.List.Current(); some && !n.WrittenBy(l.Who) {
		return string(model.ActRemoveNote)
	}
	return string(model.ActWriteNote)
}

// form asks for the text of a note.
func (l *list) form(name string) screen.Screen {
	services, about := l.Services, l.about
	return &screen.Form{
		World: l.World, Heading: "Write a note" + widget.Prefixed(" on ", name), Required: []string{"text"},
		Fields: []*widget.Field{{Name: "text", Label: "Text", Lines: 8,
			Help: "what your colleagues should know: whom you asked, what was agreed"}},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			return services.AddNote(ctx, about, v["text"])
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

// remove asks first.
func (l *list) remove() tea.Cmd {
	n, _ := l.List.Current()
	what := noun.ActorText(n.Author) + " wrote: " + n.Beginning()
	return l.Stack.Open(screen.NewConfirm(l.World, what, "Remove the note? u brings it back.", func() tea.Cmd {
		return l.Change("remove the note", func(ctx context.Context) (string, error) {
			_, err := l.Services.RemoveNote(ctx, n.ID)
			return "", err
		}, nil)
	}))
}

// whole is a note with who wrote it when.
func whole(n model.Note) string {
	return noun.ActorText(n.Author) + ", " + n.Created.UTC().Format(time.RFC3339) + "\n\n" + n.Text
}

func columns(w *screen.World) []widget.Column[model.Note] {
	st, now := w.Style, w.Now
	return []widget.Column[model.Note]{
		{Title: "AGE", Min: 4, Want: 4, Right: true, Cell: func(n model.Note) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(n.Created)), Ink: st.Faint}
		}},
		{Title: "NOTE", Min: 24, Want: 60, Grow: true, Cell: func(n model.Note) widget.Cell {
			return widget.Cell{Text: strings.ReplaceAll(n.Text, "\n", " ")}
		}},
		{Title: "AUTHOR", Min: 12, Want: 26, Rank: 1, Cell: func(n model.Note) widget.Cell {
			return widget.Cell{Text: noun.ActorText(n.Author), Ink: st.Faint}
		}},
	}
}
