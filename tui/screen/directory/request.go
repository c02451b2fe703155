package directory

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// request is the page of one request of an identity provider: what became of it, and who mends what.
type request struct {
	screen.Detail[model.DirectoryRequest]
	again func(context.Context) (model.DirectoryRequest, error)
}

func newRequest(w *screen.World, services Services, d model.Directory, id model.ID) screen.Screen {
	r := &request{Detail: screen.NewDetail[model.DirectoryRequest](w, id)}
	r.again = func(ctx context.Context) (model.DirectoryRequest, error) {
		return services.DirectoryRequestAgain(ctx, d.ID, id)
	}
	r.Read = func(ctx context.Context) (model.DirectoryRequest, error) {
		return services.DirectoryRequest(ctx, d.ID, id)
	}
	r.Render = func(x model.DirectoryRequest, cells int) []string { return requestLines(w.Style, x, w.Now, cells) }
	r.Name = asked
	r.Gone = "It is not kept any more: old requests are forgotten."
	return r
}

func (r *request) Actions() []widget.Group {
	return []widget.Group{
		{Name: "Request", Actions: []widget.Action{
			{Name: "again", Keys: widget.Keys("a"), Word: "again", Why: r.Unread, Do: r.askAgain,
				Help: "find out what it would come to if it came now; nothing is stored"},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy",
				Help: "copy what to tell the IT admin, the body, the answer or an id", Why: r.Unread,
				Do: func() tea.Cmd {
					x := r.About
					return r.CopyFrom(append(requestCopies(x), screen.Copyable{What: "body", Value: string(x.Body)},
						screen.Copyable{What: "answer", Value: string(x.Answer)}))
				}},
		}},
		r.Document.Group(),
	}
}

// askAgain says in a line what the request would come to now.
func (r *request) askAgain() tea.Cmd {
	return r.Inquire("find out what it would come to", func(ctx context.Context) (string, error) {
		x, err := r.again(ctx)
		if err != nil {
			return "", err
		}
		return "now: " + comesTo(x), nil
	}, nil)
}

// comesTo is what a request would come to, in a line.
func comesTo(x model.DirectoryRequest) string {
	switch {
	case x.Verdict == model.DirectoryRefused:
		return fmt.Sprintf("refused with %d: %s", x.Status, x.Cause.Row().Words)
	case x.Verdict == model.DirectoryUnchanged:
		return "all of it is so already, nothing would change"
	case len(x.Warnings) > 0:
		return "done, and warned of: " + x.Warnings[0].Cause.Row().Words
	}
	return "it would be done"
}

func requestLines(st *widget.Style, x model.DirectoryRequest, now time.Time, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	verdict := verdictCell(st, x)
	p.Add(verdict.Ink.Render(verdict.Text) + "  " + st.Strong.Render(widget.Clean(asked(x))))
	p.Text(verdict.Ink, outcome(x), 0)
	if x.Cause != "" {
		row := x.Cause.Row()
		p.Inked("Cause", verdict.Ink, row.Words+"  "+string(x.Cause))
		p.Field("Who mends it", mender(row.Fixer))
	}
	if x.Detail != "" {
		p.Heading("For the IT admin")
		p.Hint("y", "copies it")
		for _, l := range widget.Wrap(widget.Clean(x.Detail), cells-2) {
			p.Add(st.Quote.Render(l))
		}
	}
	if len(x.Warnings) > 0 {
		p.Heading("Warnings")
	}
	for _, y := range x.Warnings {
		row := y.Cause.Row()
		p.Add(st.Warn.Render(st.Glyph.Warning+" "+widget.Clean(row.Words)) + "  " +
			st.Faint.Render(widget.Clean(string(y.Cause))))
		p.Text(lipgloss.NewStyle(), y.Detail, 2)
		p.Text(st.Faint, "Who mends it: "+mender(row.Fixer), 2)
	}
	if len(x.Done) > 0 {
		p.Heading("What it did")
		p.Text(lipgloss.NewStyle(), strings.Join(x.Done, "\n"), 2)
	}
	p.Heading("Request")
	p.Field("At", widget.Moment(x.At, now))
	p.Field("Took", x.Took.Round(100*time.Microsecond).String())
	p.Field("About", noun.Named(x.Name, x.Entry))
	p.Field("Path", x.Path)
	p.Field("Token", x.Token)
	p.Field("From", x.Peer)
	p.Field("User agent", x.UserAgent)
	p.Field("Request id", string(x.ID))
	addBody(p, "Body", string(x.Body), x.Cut)
	if len(x.Answer) > 0 {
		addBody(p, "Answer", string(x.Answer), false)
	}
	return p.Lines
}

// outcome is what became of a request, in a sentence.
func outcome(x model.DirectoryRequest) string {
	switch {
	case x.Verdict == model.DirectoryRefused:
		return fmt.Sprintf("It was refused with %d, and nothing changed.", x.Status)
	case x.Verdict == model.DirectoryPartly:
		return "It was done, except for what the warnings say."
	case x.Verdict == model.DirectoryUnchanged:
		return "All of it was so already: nothing changed, and apps were told nothing."
	case len(x.Warnings) > 0:
		return "It was done, and somebody should look at the warnings."
	case x.Method == http.MethodGet || strings.HasSuffix(x.Path, "/.search"):
		return "It was answered."
	}
	return "It was done."
}

// mender is who can put something right, as who reads the log calls them.
func mender(f model.DirectoryFixer) string {
	switch f {
	case model.FixedByIdP:
		return "their IT admin, at the identity provider"
	case model.FixedByVendor:
		return "you: by what you verify here, and what you ask of them"
	}
	return "you: there is nothing that their IT admin can change"
}

func addBody(p *widget.Paragraphs, heading, body string, cut bool) {
	p.Heading(heading)
	switch {
	case body == "":
		p.Text(p.Style.Faint, "none", 2)
		return
	case cut:
		p.Text(p.Style.Faint, fmt.Sprintf("only the first %d KiB are kept", model.MaxDirectoryBody>>10), 2)
	}
	p.Text(lipgloss.NewStyle(), widget.Indented(body), 2)
}
