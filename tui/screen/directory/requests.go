package directory

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// newRequests lists what the identity provider of a directory asked, the newest first.
func newRequests(w *screen.World, services Services, d model.Directory) screen.Screen {
	ctx := w.Context
	l := &live[model.DirectoryRequest]{&screen.Records[model.DirectoryRequest]{
		World: w, Heading: "Requests", Noun: "request",
		Columns: func() []widget.Column[model.DirectoryRequest] { return requestColumns(w) },
		Search: func(text string, now time.Time, behind model.Listed,
			limit int) (screen.Found[model.DirectoryRequest], error) {
			q := model.DirectoryLogSearch{Directory: d.ID, Behind: behind.ID, Limit: limit}
			q.Search, _ = model.ParseDirectoryFilter(text, now) // the prompt has found it sound
			found, err := services.SearchDirectoryLog(ctx, q)
			return screen.Found[model.DirectoryRequest]{Rows: found.Requests, Note: goesOn(found, limit, now)}, err
		},
		Listed: func(r model.DirectoryRequest) model.Listed { return model.Listed{ID: r.ID} },
		Opened: func(r model.DirectoryRequest) tea.Cmd { return w.Stack.Push(newRequest(w, services, d, r.ID)) },
		Copies: requestCopies,
		Empty:  "Nothing has come yet. What comes stands here within a second.",
		About:  "What " + d.TypeName() + " asked of " + d.Name,
	}}
	l.Filter = requestFilter(l.Records)
	l.Own = func() widget.Group {
		return widget.Group{Name: "Requests", Actions: []widget.Action{
			l.Searching("filter; ↑ for earlier ones, esc to clear"),
			l.Copying("copy an id, the path or what the IT admin was told"),
		}}
	}
	l.List.ID = func(r model.DirectoryRequest) model.ID { return r.ID }
	return l
}

// goesOn says how a search goes on that has not looked at all requests, or "".
func goesOn(found model.DirectoryLogFound, limit int, now time.Time) string {
	if found.Next == "" || len(found.Requests) == limit {
		return ""
	}
	from := found.Back.In(now.Location()).Truncate(time.Second).Add(time.Second)
	return humanize.Comma(int64(found.Scanned)) + " searched; before:" + from.Format("2006-01-02T15:04:05") + " goes on"
}

// requestFilter is the language of their list.
func requestFilter(l *screen.Records[model.DirectoryRequest]) *screen.Filtering {
	return &screen.Filtering{Example: `verdict:refused fixer:idp -kind:groups user:ada since:2h`,
		Fields: model.DirectoryFilterFields(), History: &l.Requested,
		Check: func(text string) error {
			_, err := model.ParseDirectoryFilter(text, l.Now)
			return err
		},
		Present: func(field string) []string {
			var values []string
			for i := range l.List.Len() {
				if r, ok := l.List.At(i); ok {
					values = append(values, valuesOf(r, field)...)
				}
			}
			return screen.Frequent(values)
		}}
}

// valuesOf are those that completion offers of a request.
func valuesOf(r model.DirectoryRequest, field string) (values []string) {
	switch field {
	case "cause":
		for _, c := range r.Causes() {
			values = append(values, string(c.Cause))
		}
	case "user", "group":
		if r.Kind() == field+"s" {
			values = []string{r.Name}
		}
	case "token":
		values = []string{r.Token}
	case "peer":
		values = []string{r.Peer}
	case "agent":
		values = []string{r.UserAgent}
	}
	return values
}

// verdictRoom are the cells of a verdict.
const verdictRoom = 11

func requestColumns(w *screen.World) []widget.Column[model.DirectoryRequest] {
	st, now := w.Style, w.Now
	return []widget.Column[model.DirectoryRequest]{
		{Title: "TIME " + widget.ZoneName(now), Min: 8, Want: 12, Rank: 1,
			Cell: func(r model.DirectoryRequest) widget.Cell { return widget.ClockCell(r.At, now) }},
		{Title: "VERDICT", Min: verdictRoom, Want: verdictRoom,
			Cell: func(r model.DirectoryRequest) widget.Cell { return verdictCell(st, r) }},
		{Title: "REQUEST", Min: 21, Want: 34, Grow: true,
			Cell: func(r model.DirectoryRequest) widget.Cell { return widget.Cell{Text: asked(r)} }},
		{Title: "ABOUT", Min: 13, Want: 26, Grow: true, Rank: 2,
			Cell: func(r model.DirectoryRequest) widget.Cell { return widget.Cell{Text: r.Name} }},
		{Title: "CAUSE", Min: 14, Want: 27, Cell: func(r model.DirectoryRequest) widget.Cell {
			c := causeOf(r)
			return widget.Cell{Text: c.Row().Words, Short: string(c), Ink: verdictCell(st, r).Ink}
		}},
		{Title: "STATUS", Min: 6, Want: 6, Right: true, Rank: 3, Spare: true,
			Cell: func(r model.DirectoryRequest) widget.Cell {
				return widget.Cell{Text: strconv.Itoa(r.Status), Ink: st.Faint}
			}},
		{Title: "TOKEN", Min: 6, Want: 6, Rank: 4, Spare: true,
			Cell: func(r model.DirectoryRequest) widget.Cell { return widget.Cell{Text: r.Token, Ink: st.Faint} }},
	}
}

func verdictCell(st *widget.Style, r model.DirectoryRequest) widget.Cell {
	switch r.Verdict {
	case model.DirectoryRefused:
		return widget.Cell{Text: st.Glyph.Bad + " " + string(r.Verdict), Ink: st.Bad}
	case model.DirectoryPartly:
		return widget.Cell{Text: st.Glyph.Warning + " " + string(r.Verdict), Ink: st.Warn}
	case model.DirectoryUnchanged:
		return widget.Cell{Text: st.Glyph.Skipped + " " + string(r.Verdict), Ink: st.Faint}
	}
	return widget.Cell{Text: st.Glyph.Good + " " + string(r.Verdict), Ink: st.Good}
}

// causeOf is why a request was refused, or the first thing that is amiss with one that was not.
func causeOf(r model.DirectoryRequest) model.DirectoryCause {
	if r.Cause == "" && len(r.Warnings) > 0 {
		return r.Warnings[0].Cause
	}
	return r.Cause
}

// asked is a request in short: ids by their ends, the query as it was meant.
func asked(r model.DirectoryRequest) string {
	path, query, searches := strings.Cut(r.Asked(), "?")
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if len(part) > 24 { // the id of a resource
			parts[i] = "…" + part[len(part)-4:]
		}
	}
	text := strings.Join(parts, "/")
	if searches {
		text += "?" + query
	}
	return text
}

func requestCopies(r model.DirectoryRequest) []screen.Copyable {
	return []screen.Copyable{{What: "for the IT admin", Value: r.Detail}, {What: "request id", Value: string(r.ID)},
		{What: "path", Value: r.Path}, {What: "resource id", Value: string(r.Entry)},
		{What: "what it is about", Value: r.Name}}
}
