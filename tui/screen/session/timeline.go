package session

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/widget"
)

// happening is one line of a timeline.
type happening struct {
	at    time.Time
	glyph string
	ink   lipgloss.Style
	what  string
	notes []string
}

// timelineLines show what happened when, and how long after the beginning.
func timelineLines(st *widget.Style, detail *model.SessionDetail, now time.Time, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	all := happenings(st, detail, now)
	slices.SortStableFunc(all, func(a, b happening) int { return a.at.Compare(b.at) })
	for _, h := range all {
		since := ""
		if d := h.at.Sub(detail.Session.CreatedAt); d > 0 {
			since = "+" + d.Round(time.Millisecond).String()
		}
		stamp := h.at.In(now.Location()).Format("15:04:05.000")
		p.Add(st.Faint.Render(stamp) + "  " + h.ink.Render(h.glyph) + " " + widget.Clean(h.what) + "  " +
			st.Faint.Render(since))
		for _, n := range h.notes {
			p.Text(st.Faint, n, 16)
		}
	}
	p.Blank()
	p.Text(st.Faint, "Times are UTC on "+widget.Day(detail.Session.CreatedAt)+".", 0)
	return p.Lines
}

func happenings(st *widget.Style, detail *model.SessionDetail, now time.Time) []happening {
	s := detail.Session
	var all []happening
	if r := detail.Request; r != nil {
		all = append(all, happening{at: s.CreatedAt, glyph: st.Glyph.Waiting, ink: st.Waiting,
			what: "request sent to the identity provider",
			notes: widget.Filled("to "+r.Destination+" by "+string(r.Binding),
				widget.Prefixed("from ", visitor(r.Peer, r.UserAgent)),
				widget.Prefixed("then back to ", r.RedirectURI))})
	}
	for _, r := range detail.Receipts {
		all = append(all, received(st, r))
	}
	for _, e := range detail.Events {
		in, glyph := st.Good, st.Glyph.Good
		if strings.Contains(e.What, "refused") || strings.Contains(e.What, "failed") {
			in, glyph = st.Bad, st.Glyph.Bad
		}
		all = append(all, happening{at: e.At, glyph: glyph, ink: in, what: strings.ReplaceAll(e.What, "_", " "),
			notes: widget.Filled(e.Note)})
	}
	if s.State == model.Successful && s.Origin != model.FromAdminPortal {
		all = append(all, happening{at: s.UpdatedAt, glyph: st.Glyph.Good, ink: st.Good,
			what: "code exchanged for the profile"})
	}
	if s.StateAt(now) == model.TimedOut {
		all = append(all, happening{at: s.Deadline, glyph: st.Glyph.Late, ink: st.Warn, what: "timed out"})
	}
	return all
}

func received(st *widget.Style, r model.Receipt) happening {
	h := happening{at: r.At, glyph: st.Glyph.Good, ink: st.Good, what: "response received and accepted"}
	why := ""
	if !r.Verdict.Accepted {
		h.glyph, h.ink, h.what = st.Glyph.Bad, st.Bad, "response received and refused"
		why = r.Verdict.Root().Cause.Title()
	}
	h.notes = widget.Filled(why, fmt.Sprintf("%s %s, %s", r.Method, r.ContentType,
		humanize.Bytes(uint64(max(0, r.Size)))), widget.Prefixed("from ", visitor(r.Peer, r.UserAgent)), r.Left(),
		clockNote(r.Verdict))
	return h
}

// clockNote tells when the other side's clock is off enough to matter.
func clockNote(v saml.Verdict) string {
	off := v.ClockOffset.Round(time.Second)
	switch {
	case off > 30*time.Second:
		return "the identity provider's clock seems " + off.String() + " ahead of ours"
	case off < -30*time.Second:
		return "the identity provider's clock seems " + (-off).String() + " behind ours"
	}
	return ""
}

func visitor(peer, agent string) string {
	if agent == "" {
		return peer
	}
	return peer + " with " + agent
}
