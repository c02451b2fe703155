package model

import "time"

// renewalDays are the days before the end of a certificate on which apps are told that it
// has to be renewed; behind its end they are told every week.
var renewalDays = []int{90, 60, 30, 14, 7, 1}

// RemindOfRenewal notes that apps are told of each certificate whose renewal is due and
// that they were not told of since; it reports whether there is one. None is due where
// another one lives on. The certificates are changed in place.
func (c *Connection) RemindOfRenewal(now time.Time) bool {
	if c.State == Draft || c.State == Inactive {
		return false
	}
	var ending []*Certificate
	for i := range c.Certificates {
		x := &c.Certificates[i]
		info := x.Info(now)
		last := renewalDue(info.NotAfter, now)
		switch {
		case info.State == CertificateBroken || info.State == CertificateNext:
		case last.IsZero():
			return false // it lives on
		case x.Told.Before(last):
			ending = append(ending, x)
		}
	}
	for _, x := range ending {
		x.Told = now
	}
	return len(ending) > 0
}

// renewalDue is when the renewal of a certificate that ends was due last; the zero time if
// it is not due yet.
func renewalDue(ends, now time.Time) (last time.Time) {
	const day = 24 * time.Hour
	for _, days := range renewalDays {
		if at := ends.Add(-time.Duration(days) * day); !now.Before(at) {
			last = at
		}
	}
	if weeks := now.Sub(ends) / (7 * day); weeks > 0 {
		last = ends.Add(weeks * 7 * day)
	}
	return last
}
