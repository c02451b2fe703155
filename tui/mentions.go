package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// readMentions counts the notes that mention who looks and that they have not read. One that came
// since it was last done is told.
func (c *console) readMentions() tea.Cmd {
	if c.Who.Kind != model.Member {
		return nil
	}
	ctx, services := c.Context, c.services
	type mine struct {
		mentions []model.Mentioned
		told     model.MentionNotice
	}
	read := func() (x mine, err error) {
		m, err := services.Member(ctx, c.Who.ID)
		if err == nil {
			x.told = m.Choices.Mentions
			x.mentions, err = services.Mentions(ctx)
		}
		return x, err
	}
	return screen.Ask(read, func(x mine, err error) tea.Cmd {
		if c.Fail("read what mentions you", err); err == nil {
			return c.countMentions(x.mentions, x.told)
		}
		return nil
	})
}

func (c *console) countMentions(all []model.Mentioned, told model.MentionNotice) (ring tea.Cmd) {
	known := c.mentioned
	c.Unread, c.mentioned = 0, map[model.ID]bool{}
	for _, x := range all {
		c.mentioned[x.Note.ID] = true
		if !x.Unread {
			continue
		}
		c.Unread++
		if known == nil || known[x.Note.ID] || told == model.MentionOff {
			continue
		}
		c.Say(screen.Told, x.Note.Author.Name+" mentions you on "+x.About.Title+" (@ opens it)")
		if told == model.MentionBell {
			ring = tea.Raw("\a")
		}
	}
	return ring
}

// rereadMentions counts them again if a note came or went, or one was read elsewhere.
func (c *console) rereadMentions(msg screen.Changes) tea.Cmd {
	if !msg.Touch(model.KindMention, model.KindMentionsRead) {
		return nil
	}
	return c.readMentions()
}

// mentions is the badge for those that are unread.
func (c *console) mentions() string {
	if c.Unread == 0 {
		return ""
	}
	return c.Style.Key.Render("@") + " " + c.Style.Accent.Render(widget.Count(c.Unread, "mention"))
}
