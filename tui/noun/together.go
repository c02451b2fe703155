package noun

import (
	"fmt"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// LookTexts say who else looks at something, in less and less words; none for nobody.
func LookTexts(all []model.Looker, now time.Time) []string {
	switch len(all) {
	case 0:
		return nil
	case 1:
		name := all[0].Who.Name
		return []string{name + " looks at this, since " + all[0].Since.In(now.Location()).Format("15:04"),
			name + " looks at this", all[0].Who.Short() + " looks"}
	case 2:
		return []string{all[0].Who.Name + " and " + all[1].Who.Name + " look at this",
			all[0].Who.Short() + " and " + all[1].Who.Short() + " look"}
	}
	return []string{fmt.Sprintf("%s, %s and %d more look at this", all[0].Who.Name, all[1].Who.Name, len(all)-2),
		fmt.Sprintf("%s and %d more look", all[0].Who.Short(), len(all)-1)}
}

// LookMark is who looks, for a row of a list.
func LookMark(all []model.Looker) string {
	switch len(all) {
	case 0:
		return ""
	case 1:
		return all[0].Who.Short()
	}
	return fmt.Sprintf("%s +%d", all[0].Who.Short(), len(all)-1)
}

// ClaimText says who has a session in hand, as me reads it; "" for nobody.
func ClaimText(c model.Claim, me model.Actor, now time.Time) string {
	held := now.Sub(c.Since)
	switch {
	case c.SessionID == "":
		return ""
	case !c.Holds():
		return c.By.Name + " had it in hand until their access ended: it is free"
	case c.By.Same(me) && held < time.Minute:
		return "you took it in hand just now"
	case c.By.Same(me):
		return "you have it in hand, for " + LongAge(held)
	case held < time.Minute:
		return c.By.Name + " took it in hand just now"
	}
	return c.By.Name + " has it in hand, for " + LongAge(held)
}

// ClaimMark is ClaimText for a row of a list.
func ClaimMark(c model.Claim, me model.Actor, now time.Time) string {
	switch {
	case !c.Holds():
		return ""
	case c.By.Same(me):
		return "you " + widget.Age(now.Sub(c.Since))
	}
	return c.By.Short() + " " + widget.Age(now.Sub(c.Since))
}

// LongAge is an age in a sentence.
func LongAge(d time.Duration) string {
	short := widget.Age(d)
	return strings.NewReplacer("m", " min", "h", " h", "d", " days", "y", " years").Replace(short)
}
