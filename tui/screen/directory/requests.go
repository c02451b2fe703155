package directory

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

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
		Page: func(text string, behind model.Listed, limit int) ([]model.DirectoryRequest, error) {
			return readOn(text, behind.ID, limit, requestWords, func(p model.Paging) (model.Paged[model.DirectoryRequest], error) {
				all, err := services.DirectoryLog(ctx, d.ID, p.After, p.Limit)
				page := model.Paged[model.DirectoryRequest]{Items: all}
				if len(all) == p.Limit {
					page.After = all[len(all)-1].ID
				}
				return page, err
			})
		},
		Listed: func(r model.DirectoryRequest) model.Listed { return model.Listed{ID: r.ID} },
		Opened: func(r model.DirectoryRequest) tea.Cmd { return w.Stack.Push(newRequest(w, services, d, r.ID)) },
		Copies: requestCopies,
		Empty:  "Nothing has come yet. What comes stands here within a second.",
		About:  "What " + d.TypeName() + " asked of " + d.Name,
	}}
	l.Own = func() widget.Group {
		return widget.Group{Name: "Requests", Actions: []widget.Action{
			l.Searching("search paths, names, tokens, causes, verdicts like refused, and statuses: 409, or 4xx"),
			l.Copying("copy an id, the path or what the IT admin was told"),
		}}
	}
	l.List.ID = func(r model.DirectoryRequest) model.ID { return r.ID }
	return l
}

// requestWords are what a request is found by: 409 finds a status, 4xx its class.
func requestWords(r model.DirectoryRequest) []string {
	words := []string{r.Asked(), strconv.Itoa(r.Status), fmt.Sprintf("%dxx", r.Status/100),
		string(r.Verdict), string(r.Cause), r.Cause.Row().Words, r.Name, r.Token, string(r.ID), string(r.Entry)}
	for _, x := range r.Warnings {
		words = append(words, string(x.Cause), x.Cause.Row().Words)
	}
	return words
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
		{What: "path", Value: r.Path}, {What: "resource id", Value: string(r.Entry)}, {What: "what it is about", Value: r.Name}}
}
