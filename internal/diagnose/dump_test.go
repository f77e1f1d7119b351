package diagnose
import ("testing";"fmt";"mailasset/internal/msg";"strings";"os")
func TestDump(t *testing.T){
 if os.Getenv("DUMP")=="" {t.Skip()}
 for _,code:=range strings.Fields(os.Getenv("DUMP")) { for _,r:=range recordings[code] {
  for _,l:=range []msg.Lang{msg.English,msg.Dutch}{ c:=acme; c.Lang=l; if os.Getenv("BARE")!="" {c=Context{Lang:l}}
  f:=Explain(r.err,c); fmt.Printf("## %s/%s [%s] %s\n  S %s\n  C %s\n",code,r.name,f.Who,f.Link,f.Summary,f.Cause); for _,x:=range f.Fix{fmt.Println("  -",x)} } } } }
