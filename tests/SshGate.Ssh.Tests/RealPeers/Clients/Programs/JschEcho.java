import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import java.io.InputStream;
import java.io.OutputStream;

/** JSch as `ssh agent@127.0.0.1 cat`: PORT PASSWORD. */
public final class JschEcho {
    private JschEcho() {
    }

    public static void main(String[] arguments) throws Exception {
        Session session = new JSch().getSession("agent", "127.0.0.1", Integer.parseInt(arguments[0]));
        session.setPassword(arguments[1]);
        session.setConfig("StrictHostKeyChecking", "no");
        session.setConfig("PreferredAuthentications", "password");
        session.connect(20000);
        ChannelExec channel = (ChannelExec) session.openChannel("exec");
        channel.setCommand("cat");
        InputStream output = channel.getInputStream();
        OutputStream input = channel.getOutputStream();
        channel.connect(20000);

        Thread sender = new Thread(() -> {
            try {
                byte[] buffer = new byte[65536];
                for (int count; (count = System.in.read(buffer)) > 0;) {
                    input.write(buffer, 0, count);
                    input.flush();
                }
                input.close();
            } catch (Exception e) {
                e.printStackTrace();
            }
        });
        sender.setDaemon(true);
        sender.start();

        byte[] buffer = new byte[65536];
        for (int count; (count = output.read(buffer)) > 0;) {
            System.out.write(buffer, 0, count);
            System.out.flush();
        }
        while (!channel.isClosed()) {
            Thread.sleep(5);
        }
        session.disconnect();
        System.exit(channel.getExitStatus());
    }
}
