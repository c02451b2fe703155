package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
	"gatehouse/saml"
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
func timelineLines(st *style, story *model.Story, now time.Time, cells int) []string {
	p := &page{st: st, width: cells}
	all := happenings(st, story, now)
	slices.SortStableFunc(all, func(a, b happening) int { return a.at.Compare(b.at) })
	for _, h := range all {
		since := ""
		if d := h.at.Sub(story.Session.CreatedAt); d > 0 {
			since = "+" + d.Round(time.Millisecond).String()
		}
		stamp := h.at.In(now.Location()).Format("15:04:05.000")
		p.add(st.faint.Render(stamp) + "  " + h.ink.Render(h.glyph) + " " + clean(h.what) + "  " + st.faint.Render(since))
		for _, n := range h.notes {
			p.text(st.faint, n, 16)
		}
	}
	p.blank()
	p.text(st.faint, "Times are UTC on "+day(story.Session.CreatedAt)+".", 0)
	return p.lines
}

func happenings(st *style, story *model.Story, now time.Time) []happening {
	s := story.Session
	var all []happening
	if r := story.Request; r != nil {
		all = append(all, happening{at: s.CreatedAt, glyph: st.glyph.waiting, ink: st.waiting, what: "request sent to the identity provider",
			notes: filled("to "+r.Destination+" by "+string(r.Binding), prefixed("from ", visitor(r.Peer, r.UserAgent)), prefixed("then back to ", r.RedirectURI))})
	}
	for _, r := range story.Receipts {
		all = append(all, received(st, r))
	}
	for _, e := range story.Events {
		in, glyph := st.good, st.glyph.good
		if strings.Contains(e.What, "refused") || strings.Contains(e.What, "failed") {
			in, glyph = st.bad, st.glyph.bad
		}
		all = append(all, happening{at: e.At, glyph: glyph, ink: in, what: strings.ReplaceAll(e.What, "_", " "), notes: filled(e.Note)})
	}
	if s.State == model.Successful && s.Origin != model.FromAdminPortal {
		all = append(all, happening{at: s.UpdatedAt, glyph: st.glyph.good, ink: st.good, what: "code exchanged for the profile"})
	}
	if s.StateAt(now) == model.TimedOut {
		all = append(all, happening{at: s.Deadline, glyph: st.glyph.late, ink: st.warn, what: "timed out"})
	}
	return all
}

func received(st *style, r model.Receipt) happening {
	h := happening{at: r.At, glyph: st.glyph.good, ink: st.good, what: "response received and accepted"}
	why := ""
	if !r.Verdict.Accepted {
		h.glyph, h.ink, h.what = st.glyph.bad, st.bad, "response received and refused"
		why = r.Verdict.Root().Cause.Title()
	}
	h.notes = filled(why, fmt.Sprintf("%s %s, %s", r.Method, r.ContentType, humanize.Bytes(uint64(max(0, r.Size)))), prefixed("from ", visitor(r.Peer, r.UserAgent)), r.Left(), clockNote(r.Verdict))
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

func prefixed(prefix, value string) string {
	if value == "" {
		return ""
	}
	return prefix + value
}

// filled drops what is empty.
func filled(values ...string) []string {
	return slices.DeleteFunc(values, func(v string) bool { return v == "" })
}
