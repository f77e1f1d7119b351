package guide
import ("testing";"os";"maps";"mailasset/internal/msg")
func TestShow(t *testing.T){
 u:=maps.Clone(full); delete(u,"loginId")
 for _,l:=range languages { for _,f:=range Formats() {
  for _,tac:=range []bool{false,true}{
   n:="/tmp/g/doc."+string(f)+"."+string(l); if tac {n+=".tac"}
   o,_:=os.Create(n); if err:=pack(t).Document(o,f,DocumentOptions{Lang:l,Values:u,Branch:Branch{Audience:"external"},TAC:tac,Width:80});err!=nil{t.Fatal(err)}
   o2,_:=os.Create(n+".empty"); pack(t).Document(o2,f,DocumentOptions{Lang:l,TAC:tac,Width:80})
  }
  for _,r:=range Roles(){ o,_:=os.Create("/tmp/g/letter."+r+"."+string(f)+"."+string(l)); if err:=pack(t).Letter(o,f,r,LetterOptions{Lang:l,Values:u,Branch:Branch{Audience:"external",Account:"workspace"},Width:80});err!=nil{t.Fatal(err)}
   o2,_:=os.Create("/tmp/g/letter."+r+"."+string(f)+"."+string(l)+".empty"); pack(t).Letter(o2,f,r,LetterOptions{Lang:l,Width:80})
  }
 }}
 _ = msg.English
}
