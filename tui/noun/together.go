package noun

import (
	"fmt"
	"time"

	"gatehouse/model"
)

// LookText says who else looks at something, "" for nobody.
func LookText(all []model.Looker, now time.Time) string {
	switch len(all) {
	case 0:
		return ""
	case 1:
		return all[0].Who.Name + " looks at this, since " + all[0].Since.In(now.Location()).Format("15:04")
	case 2:
		return all[0].Who.Name + " and " + all[1].Who.Name + " look at this"
	}
	return fmt.Sprintf("%s, %s and %d more look at this", all[0].Who.Name, all[1].Who.Name, len(all)-2)
}

// LookMark is LookText for a row of a list.
func LookMark(all []model.Looker) string {
	switch len(all) {
	case 0:
		return ""
	case 1:
		return all[0].Who.Short()
	}
	return fmt.Sprintf("%s +%d", all[0].Who.Short(), len(all)-1)
}
