package note

import (
	"context"
	"slices"
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
	services Services

	about model.ID
	name  string
	team  []model.TeamMember // who can be mentioned
}

// New is the list of the notes about a session or an organization of a name.
func New(w *screen.World, services Services, about model.ID, name string) screen.Screen {
	ctx := w.Context
	l := &list{services: services, about: about, name: name}
	l.Records = screen.Records[model.Note]{
		World: w, Heading: "Notes" + widget.Prefixed(" of ", name), Noun: "note", Kind: model.KindNote,
		Columns: func() []widget.Column[model.Note] { return columns(w) },
		Read: func(text string) ([]model.Note, error) {
			all, err := services.Notes(ctx, about)
			return screen.Matching(all, text, func(n model.Note) []string {
				return []string{n.Text, n.Author.Name, string(n.ID)}
			}), err
		},
		Opened: func(n model.Note) tea.Cmd { return show(w, services, n, name) },
		Copies: copies,
		Create: func() tea.Cmd { return w.Stack.Push(l.form()) },
		About:  "What your team should know: customers do not see it",
		Empty:  "There are none yet: n writes one.",
	}
	l.Own = l.actions
	l.List.ID = func(n model.Note) model.ID { return n.ID }
	return l
}

func copies(n model.Note) []screen.Copyable {
	return []screen.Copyable{{What: "text", Value: n.Text}, {What: "note id", Value: string(n.ID)}}
}

// Init reads the notes, and who can be mentioned in one.
func (l *list) Init() tea.Cmd { return tea.Batch(l.Records.Init(), l.readTeam()) }

// Update reads the team again when it changed.
func (l *list) Update(msg tea.Msg) tea.Cmd {
	if changes, ok := msg.(screen.Changes); ok && changes.Touch(model.KindMember) {
		return tea.Batch(l.Records.Update(msg), l.readTeam())
	}
	return l.Records.Update(msg)
}

func (l *list) readTeam() tea.Cmd {
	ctx, services := l.Context, l.services
	read := func() ([]model.TeamMember, error) { return services.Members(ctx) }
	return screen.Ask(read, func(all []model.TeamMember, err error) tea.Cmd {
		if l.Fail("read the team", err); err == nil {
			l.team = all
		}
		return nil
	})
}

func (l *list) actions() widget.Group {
	return widget.Group{Name: "Notes", Actions: []widget.Action{
		l.Making("write a note", model.ActWriteNote), l.Searching("search texts and authors"),
		l.Copying("copy the text or the id"),
		{Name: "history", Keys: widget.Keys("h"), Word: "history",
			Help: "show who wrote and removed notes here, and when, and what else was done",
			Do:   func() tea.Cmd { return l.Nav.History(l.about, l.name) }},
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
func (l *list) form() screen.Screen {
	services, about := l.services, l.about
	return &screen.Form{
		World: l.World, Heading: "Write a note" + widget.Prefixed(" on ", l.name), Required: []string{"text"},
		Fields: []*widget.Field{{Name: "text", Label: "Text", Lines: 8,
			Help: "what your colleagues should know; @ and a name tells that colleague at once"}},
		Sure: l.unclear,
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			return services.AddNote(ctx, about, v["text"])
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

// unclear says what in a note looks like a mention of a colleague and is none.
func (l *list) unclear(v map[string]string) (what, question string) {
	_, unclear := model.ReadMentions(v["text"], l.team)
	if len(unclear) == 0 {
		return "", ""
	}
	return strings.Join(unclear, "\n"), "It stays text, and tells nobody. Write the note so?"
}

// remove asks first.
func (l *list) remove() tea.Cmd {
	n, _ := l.List.Current()
	what := noun.ActorText(n.Author) + " wrote: " + n.Beginning()
	return l.Stack.Open(screen.NewConfirm(l.World, what, "Remove the note? u brings it back.", func() tea.Cmd {
		return l.Change("remove the note", func(ctx context.Context) (string, error) {
			_, err := l.services.RemoveNote(ctx, n.ID)
			return "", err
		}, nil)
	}))
}

// whole is a note with who wrote it when, and below what was done with it since.
func whole(n model.Note, trail []model.AuditEntry) string {
	text := noun.ActorText(n.Author) + ", " + n.Created.UTC().Format(time.RFC3339) + "\n\n" + n.Text
	var since []string
	for _, e := range slices.Backward(trail) {
		since = append(since, e.At.UTC().Format(time.RFC3339)+"  "+noun.ActorText(e.Actor)+" "+e.Action)
	}
	return text + widget.Prefixed("\n\nWhat was done with it:\n", strings.Join(since, "\n"))
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
